package org.pixelembedding.server;

/** The body of a request; holds room in {@link BodyMemory} until closed. */
final class Body implements AutoCloseable {
    private final BodyMemory memory;
    private final long taken;
    private final byte[] bytes;

    /**
     * Takes over array and room.
     *
     * @param taken bytes of room that go back at the end
     */
    Body(BodyMemory memory, long taken, byte[] bytes) {
        this.memory = memory;
        this.taken = taken;
        this.bytes = bytes;
    }

    /** The bytes themselves, not a copy: read only. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        memory.giveBack(taken);
    }
}
