package org.pixelembedding.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.pixelembedding.format.WholeFile;

/**
 * Where every picture of some tars lies: 16 bytes a picture, and the names of the folders. Names of pictures are not kept;
 * they are read again from the tar when one is wanted.
 *
 * @param folders that hold pictures, each once; empty, or ending with {@code /}
 * @param perShard pictures of each tar, in the order of the tars
 * @param ignored files that are no pictures
 */
record TarIndex(List<String> folders, List<Integer> perShard, int ignored, Places places) {
    private static final int MAGIC = 0x50585449; // "PXTI"
    private static final int VERSION = 1;
    /** Below this a scan takes no time worth a file. */
    private static final int WORTH_KEEPING = 20_000;

    /**
     * Columns with one number a picture, in the order of the tars.
     *
     * <p>{@code places}: number of the 512-byte block where its bytes begin, times 256, plus the number of blocks of
     * headers in front of it. {@code sizes}: bytes. {@code folders}: index into {@link TarIndex#folders}.
     */
    static final class Places {
        private long[] places;
        private int[] sizes;
        private int[] folders;
        private int count;

        Places(int capacity) {
            places = new long[capacity];
            sizes = new int[capacity];
            folders = new int[capacity];
        }

        private void add(long place, int size, int folder) {
            if (count == sizes.length) {
                int capacity = count + (count >> 1) + 16;
                places = Arrays.copyOf(places, capacity);
                sizes = Arrays.copyOf(sizes, capacity);
                folders = Arrays.copyOf(folders, capacity);
            }
            places[count] = place;
            sizes[count] = size;
            folders[count] = folder;
            count++;
        }

        private void trim() {
            places = Arrays.copyOf(places, count);
            sizes = Arrays.copyOf(sizes, count);
            folders = Arrays.copyOf(folders, count);
        }

        int count() {
            return count;
        }

        long place(int i) {
            return places[i];
        }

        int size(int i) {
            return sizes[i];
        }

        int folder(int i) {
            return folders[i];
        }
    }

    /**
     * Scans the headers of tars.
     *
     * @param shards in order
     * @param prefixes what to put before the paths inside each: empty, or ending with {@code /}
     * @throws DataException if one of them is damaged
     */
    static TarIndex scan(List<Path> shards, List<String> prefixes) throws IOException {
        Map<String, Integer> folders = new HashMap<>();
        List<String> names = new ArrayList<>();
        List<Integer> perShard = new ArrayList<>();
        Places places = new Places(1024);
        int ignored = 0;
        for (int s = 0; s < shards.size(); s++) {
            int before = places.count;
            try (TarWalk walk = new TarWalk(shards.get(s), 0)) {
                for (Optional<TarWalk.Entry> next = walk.next(); next.isPresent(); next = walk.next()) {
                    TarWalk.Entry entry = next.get();
                    String name = clean(entry.name());
                    if (!entry.file() || FileTree.hidden(name)) {
                        continue;
                    }
                    if (!PictureFiles.isPicture(name) || entry.size() > FileTree.MAX_FILE_BYTES) {
                        ignored++;
                        continue;
                    }
                    String path = prefixes.get(s) + name;
                    String folder = path.substring(0, path.lastIndexOf('/') + 1);
                    Integer known = folders.putIfAbsent(folder, names.size());
                    if (known == null) {
                        names.add(folder);
                    }
                    places.add(place(entry), (int) entry.size(), known == null ? names.size() - 1 : known);
                }
            }
            perShard.add(places.count - before);
        }
        places.trim();
        return new TarIndex(names, perShard, ignored, places);
    }

    /** Without the {@code ./} that {@code tar -C folder .} writes. */
    static String clean(String name) {
        String path = name;
        while (path.startsWith("./") || path.startsWith("/")) {
            path = path.substring(path.indexOf('/') + 1);
        }
        return path;
    }

    private static long place(TarWalk.Entry entry) {
        long headers = (entry.dataAt() - entry.headerAt()) / TarWalk.BLOCK;
        return (entry.dataAt() / TarWalk.BLOCK) << 8 | Math.min(headers, 255);
    }

    /** Keeps the index for the next time if that is worth it; a folder that cannot be written to is no reason to fail. */
    void keep(CacheFolder cache, String stamp) {
        if (cache.path().isEmpty() || places.count < WORTH_KEEPING) {
            return;
        }
        try {
            WholeFile.write(cache.file(fileName(stamp)), raw -> {
                CRC32C crc = new CRC32C();
                DataOutputStream out =
                        new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(raw, 1 << 16), crc));
                write(out, stamp);
                out.flush();
                out.writeLong(crc.getValue());
                out.flush();
            });
        } catch (IOException e) {
            // The scan is repeated the next time.
        }
    }

    private static String fileName(String stamp) {
        return "index-" + stamp.substring(0, 16) + ".tars";
    }

    private void write(DataOutputStream out, String stamp) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeUTF(stamp);
        out.writeInt(ignored);
        out.writeInt(folders.size());
        for (String folder : folders) {
            out.writeUTF(folder);
        }
        out.writeInt(perShard.size());
        for (int count : perShard) {
            out.writeInt(count);
        }
        out.writeInt(places.count);
        ByteBuffer row = ByteBuffer.allocate(16);
        for (int i = 0; i < places.count; i++) {
            row.clear().putLong(places.places[i]).putInt(places.sizes[i]).putInt(places.folders[i]);
            out.write(row.array());
        }
    }

    /** What {@link #keep} kept for these tars; empty if there is nothing, or nothing whole. */
    static Optional<TarIndex> kept(CacheFolder cache, String stamp) {
        if (cache.path().isEmpty()) {
            return Optional.empty();
        }
        Path file = cache.path().get().resolve(fileName(stamp));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        CRC32C crc = new CRC32C();
        try (FileChannel channel = FileChannel.open(file);
                InputStream raw = new CheckedInputStream(
                        new BufferedInputStream(Channels.newInputStream(channel), 1 << 16), crc);
                DataInputStream in = new DataInputStream(raw)) {
            if (in.readInt() != MAGIC
                    || in.readInt() != VERSION
                    || !in.readUTF().equals(stamp)) {
                return Optional.empty();
            }
            TarIndex index = read(in, channel.size());
            long expected = crc.getValue();
            return in.readLong() == expected ? Optional.of(index) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // torn or unreadable: scanned again and replaced
        }
    }

    private static TarIndex read(DataInputStream in, long fileBytes) throws IOException {
        int ignored = in.readInt();
        List<String> folders = new ArrayList<>();
        for (int left = count(in, fileBytes, 2); left > 0; left--) {
            folders.add(in.readUTF());
        }
        List<Integer> perShard = new ArrayList<>();
        for (int left = count(in, fileBytes, 4); left > 0; left--) {
            perShard.add(in.readInt());
        }
        int count = count(in, fileBytes, 16);
        Places places = new Places(count);
        ByteBuffer row = ByteBuffer.allocate(16);
        for (int i = 0; i < count; i++) {
            in.readFully(row.array());
            row.clear();
            places.add(row.getLong(), row.getInt(), row.getInt());
        }
        return new TarIndex(folders, perShard, ignored, places);
    }

    /** A count from a file is believed only if the file is long enough for it. */
    private static int count(DataInputStream in, long fileBytes, int bytesEach) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > fileBytes / bytesEach) {
            throw new IOException("a count of " + count + " cannot be right");
        }
        return count;
    }
}
