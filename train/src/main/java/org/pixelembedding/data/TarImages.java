package org.pixelembedding.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.model.RgbImage;

/**
 * Pictures of one part, inside tars: 16 bytes each in memory. A picture is read by its offset; its tar is opened for that
 * and closed again, since there may be more tars than a process may hold open.
 */
final class TarImages implements ImageSet {
    private final List<Path> shards;
    private final List<String> labels;
    /** Index of the first picture of each shard, and the number of all behind them. */
    private final int[] shardStart;

    private final long[] places;
    private final int[] sizes;
    private final int[] classes;

    /**
     * @param shardStart, places, sizes, classes kept; see {@link TarIndex.Places} for the meaning
     */
    TarImages(List<Path> shards, List<String> labels, int[] shardStart, long[] places, int[] sizes, int[] classes) {
        this.shards = shards;
        this.labels = labels;
        this.shardStart = shardStart;
        this.places = places;
        this.sizes = sizes;
        this.classes = classes;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int size() {
        return classes.length;
    }

    @Override
    public int label(int index) {
        return classes[index];
    }

    /** Which tar a picture lies in. */
    int shard(int index) {
        int found = Arrays.binarySearch(shardStart, Objects.checkIndex(index, size()));
        // Of several equal starts (empty shards) the last one holds the picture.
        int shard = found >= 0 ? found : -found - 2;
        while (shardStart[shard + 1] <= index) {
            shard++;
        }
        return shard;
    }

    private Path path(int index) {
        return shards.get(shard(index));
    }

    /** Path in its tar, read from there. */
    String nameInShard(int index) throws IOException {
        long block = places[index] >>> 8;
        int headers = (int) (places[index] & 0xff);
        try (TarWalk walk = new TarWalk(path(index), (block - headers) * TarWalk.BLOCK)) {
            return walk.next()
                    .map(TarWalk.Entry::name)
                    .map(TarIndex::clean)
                    .orElseThrow(() -> new IOException("no entry there"));
        }
    }

    @Override
    public String name(int index) {
        try {
            return path(index) + "!/" + nameInShard(index);
        } catch (IOException e) {
            return path(index) + " at byte " + (places[index] >>> 8) * TarWalk.BLOCK;
        }
    }

    byte[] bytes(int index) throws IOException {
        Path path = path(index);
        try (FileChannel channel = FileChannel.open(path)) {
            return TarWalk.read(path, channel, (places[index] >>> 8) * TarWalk.BLOCK, sizes[index]);
        }
    }

    @Override
    public RgbImage read(int index) throws IOException {
        byte[] bytes;
        try {
            bytes = bytes(index);
        } catch (IOException e) {
            throw new UnreadableImageException(
                    name(index) + ": cannot be read (" + (e.getMessage() == null ? e : e.getMessage()) + ")", e);
        }
        try {
            return ImageDecoder.decode(bytes, ""); // its name costs a read: found out only when it is needed
        } catch (IOException e) {
            throw new UnreadableImageException(name(index) + e.getMessage(), e);
        }
    }
}
