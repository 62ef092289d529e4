package org.pixelembedding.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pixelembedding.image.Resize;

/**
 * Decodes the pictures of a source once, to the size that a training wants, into a file that later trainings find by a
 * hash of the source's stamp and the size. With the cache or without it, pixels are the same: it is never a reason to
 * fail.
 */
public final class DecodedCache {
    /** Pixels that are decoded between two writes: enough for all cores, little memory. */
    private static final int CHUNK_BYTES = 8 << 20;

    private final ImageSource source;
    private final int height;
    private final int width;
    private final CacheFolder folder;
    private final Listener listener;
    private final FreeSpace freeSpace;
    private final Map<Part, ImageSet> parts = new EnumMap<>(Part.class);
    private final int pictures;
    private final int pictureBytes;

    /** Hears what the cache does. */
    public interface Listener {
        /** Something a user should know, one line. */
        void note(String line);

        /** How many pictures are decoded so far; called every few megabytes while a cache is made. */
        default void progress(int done, int total) {}
    }

    /** How many bytes a folder's disk has left. */
    @FunctionalInterface
    interface FreeSpace {
        long bytes(Path folder) throws IOException;
    }

    private DecodedCache(
            ImageSource source, int height, int width, CacheFolder folder, Listener listener, FreeSpace freeSpace) {
        this.source = source;
        this.height = height;
        this.width = width;
        this.folder = folder;
        this.listener = listener;
        this.freeSpace = freeSpace;
        source.train().ifPresent(set -> parts.put(Part.TRAIN, set));
        source.validation().ifPresent(set -> parts.put(Part.VALIDATION, set));
        source.test().ifPresent(set -> parts.put(Part.TEST, set));
        source.everything().ifPresent(set -> parts.put(Part.EVERYTHING, set));
        pictures = Math.toIntExact(
                parts.values().stream().mapToLong(ImageSet::size).sum());
        pictureBytes = Math.multiplyExact(3, Math.multiplyExact(height, width));
    }

    /**
     * A source of the same pictures at that size, from the cache, which is made now if it is not there; or the source
     * itself where a cache is of no use or cannot be made. The listener hears which, and how large it is.
     *
     * @param source closed with the result
     * @throws IOException if the source cannot be read at all (a single unreadable picture is remembered as such)
     */
    public static ImageSource open(ImageSource source, int height, int width, CacheFolder folder, Listener listener)
            throws IOException {
        return open(
                source,
                height,
                width,
                folder,
                listener,
                place -> Files.getFileStore(place).getUsableSpace());
    }

    static ImageSource open(
            ImageSource source, int height, int width, CacheFolder folder, Listener listener, FreeSpace freeSpace)
            throws IOException {
        if (folder.path().isEmpty()) {
            return source;
        }
        try {
            DecodedCache cache = new DecodedCache(source, height, width, folder, listener, freeSpace);
            return cache.pictures == 0 || cache.isAtHand() ? source : cache.open();
        } catch (IOException | RuntimeException e) {
            try (source) {
                throw e;
            }
        }
    }

    /** Whether all pictures are in memory at their size anyway. */
    private boolean isAtHand() throws IOException {
        for (ImageSet part : parts.values()) {
            if (part.size() > 0) {
                if (!part.inMemory()) {
                    return false;
                }
                var first = part.read(0);
                if (first.height() != height || first.width() != width) {
                    return false;
                }
            }
        }
        return true;
    }

    private ImageSource open() throws IOException {
        String key = key();
        String place = hash(Path.of(source.name()).toAbsolutePath().normalize() + " " + height + " " + width);
        String prefix = "pixels-" + place.substring(0, 8) + "-";
        Path file;
        try {
            file = folder.file(prefix + key.substring(0, 16) + ".rgb");
        } catch (IOException e) {
            return without("cannot be made there (" + reason(e) + ")");
        }
        Optional<PixelFile> there = existing(file, key);
        if (there.isPresent()) {
            listener.note("Decoded pictures come from the cache " + file + " (" + size(file) + ")");
            return cached(there.get());
        }
        return makeAlone(file, prefix, key);
    }

    private String key() throws IOException {
        return hash(source.stamp() + " " + height + " " + width + " " + parts.keySet());
    }

    private static String hash(String text) {
        Fingerprint hash = new Fingerprint();
        hash.text(text);
        return hash.hex();
    }

    private ImageSource cached(PixelFile pixels) {
        return new CachedSource(source, parts, pixels, height, width);
    }

    private ImageSource without(String why) {
        listener.note(
                "No cache of decoded pictures: it " + why + "; pictures are decoded in every epoch. Make room there,"
                        + " or name another place in PIXEMB_CACHE; --no-cache is for doing without");
        return source;
    }

    /** The file, if it is whole and every picture that it calls unreadable still is. */
    private Optional<PixelFile> existing(Path file, String key) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            PixelFile pixels = PixelFile.open(file, key, pictures, pictureBytes);
            for (int index : pixels.failures().keySet()) {
                if (decodes(index)) {
                    pixels.close();
                    listener.note("The cache " + file + " calls a picture unreadable that is not; it is made again");
                    return Optional.empty();
                }
            }
            return Optional.of(pixels);
        } catch (IOException e) {
            listener.note("The cache " + file + " cannot be used (" + reason(e) + "); it is made again");
            return Optional.empty();
        }
    }

    private boolean decodes(int index) {
        try {
            decode(index);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes the file while no other process makes the same one. */
    private ImageSource makeAlone(Path file, String prefix, String key) throws IOException {
        try (FileChannel locks = lockFile()) {
            if (lock(locks, key)) {
                Optional<PixelFile> there = existing(file, key);
                if (there.isPresent()) {
                    return cached(there.get());
                }
            }
            return make(file, prefix, key);
        } catch (WriteFailure e) {
            return without("cannot be made there (" + reason(e.failure) + ")");
        } catch (OverlappingFileLockException e) {
            return without("is being made by another training of this process");
        }
    }

    /** A full disk, or one that is read only, may have no room for a new file, be it empty. */
    private FileChannel lockFile() throws WriteFailure {
        try {
            return FileChannel.open(folder.file("making.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new WriteFailure(e);
        }
    }

    /** Holds the lock until the channel is closed; true if another process held it, and may have made the file. */
    private boolean lock(FileChannel locks, String key) throws WriteFailure {
        long at = Long.parseUnsignedLong(key.substring(0, 15), 16); // one byte of a file that all processes lock in
        try {
            if (locks.tryLock(at, 1, false) != null) {
                return false;
            }
            listener.note("Another process makes this cache; waiting for it");
            locks.lock(at, 1, false);
            return true;
        } catch (IOException e) {
            throw new WriteFailure(e);
        }
    }

    private ImageSource make(Path file, String prefix, String key) throws IOException {
        long wanted = PixelFile.bytes(pictures, pictureBytes);
        long free;
        try {
            free = freeSpace.bytes(folder.path().orElseThrow());
        } catch (IOException e) {
            return without("cannot be made there (" + reason(e) + ")");
        }
        if (free - free / 20 < wanted) { // a full disk would stop the training that the cache is to help
            return without("wants " + megabytes(wanted) + " in " + folder.path().get() + ", where " + megabytes(free)
                    + " are free");
        }
        listener.note("Decoding " + pictures + " pictures once, to " + height + "x" + width + ", into a cache of "
                + megabytes(wanted) + ": " + file + " (--no-cache does without)");
        Path part = folder.file(file.getFileName() + ".part");
        long start = System.nanoTime();
        try {
            write(part, key);
            PixelFile pixels = moved(part, file, prefix, key);
            double seconds = (System.nanoTime() - start) * 1e-9;
            listener.note(
                    String.format(Locale.ROOT, "Decoded in %.1f s (%.0f pictures/s)", seconds, pictures / seconds));
            return cached(pixels);
        } catch (WriteFailure e) {
            return without("could not be written to " + folder.path().get() + " (" + reason(e.failure) + ")");
        } finally {
            takeAway(part);
        }
    }

    private PixelFile moved(Path part, Path file, String prefix, String key) throws WriteFailure {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            removeOlder(file, prefix);
            return PixelFile.open(file, key, pictures, pictureBytes);
        } catch (IOException e) {
            throw new WriteFailure(e);
        }
    }

    /** What stays because it cannot be removed is overwritten the next time. */
    private void takeAway(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            listener.note("Note: " + part + " cannot be removed (" + reason(e) + "); it is of no use");
        }
    }

    /** The cache cannot be written, as opposed to the source not being readable. */
    private static final class WriteFailure extends IOException {
        private static final long serialVersionUID = 1;
        private final transient IOException failure;

        WriteFailure(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private void write(Path part, String key) throws IOException {
        String fingerprint = source.fingerprint();
        int chunk = Math.max(1, CHUNK_BYTES / pictureBytes);
        byte[] pixels = new byte[Math.min(chunk, pictures) * pictureBytes];
        String[] messages = new String[Math.min(chunk, pictures)];
        try (PixelFile.Writer writer = new PixelFile.Writer(part, pictures, pictureBytes)) {
            for (int from = 0; from < pictures; from += chunk) {
                int begin = from;
                int count = Math.min(chunk, pictures - from);
                IntStream.range(0, count).parallel().forEach(i -> messages[i] = decode(begin + i, pixels, i));
                for (int i = 0; i < count; i++) {
                    if (messages[i] != null) {
                        writer.unreadable(from + i, messages[i]);
                    }
                }
                writer.write(pixels, count);
                listener.progress(from + count, pictures);
            }
            writer.finish(key, fingerprint);
        } catch (IOException e) {
            throw new WriteFailure(e);
        }
    }

    /** Decodes into a place of the chunk; null, or why it is unreadable. */
    private String decode(int index, byte[] target, int place) {
        try {
            System.arraycopy(decode(index), 0, target, place * pictureBytes, pictureBytes);
            return null;
        } catch (IOException e) {
            java.util.Arrays.fill(target, place * pictureBytes, (place + 1) * pictureBytes, (byte) 0);
            return String.valueOf(e.getMessage());
        }
    }

    private byte[] decode(int index) throws IOException {
        int at = index;
        for (ImageSet part : parts.values()) {
            if (at < part.size()) {
                return Resize.resize(part.read(at), height, width).rgb();
            }
            at -= part.size();
        }
        throw new IndexOutOfBoundsException(index);
    }

    /** Caches of the same path and size that are of what was there before. */
    private void removeOlder(Path file, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder.path().orElseThrow())) {
            for (Path older : files.filter(path -> path.getFileName().toString().startsWith(prefix)
                            && path.getFileName().toString().endsWith(".rgb")
                            && !path.getFileName().equals(file.getFileName()))
                    .toList()) {
                Files.deleteIfExists(older);
            }
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage());
    }

    private static String size(Path file) throws IOException {
        return megabytes(Files.size(file));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
