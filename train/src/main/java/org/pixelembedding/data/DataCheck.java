package org.pixelembedding.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.pixelembedding.model.RgbImage;

/**
 * What a source holds, found by decoding every picture once: counts, sizes, unreadable files, and exact duplicates, which
 * are pictures whose decoded pixels are equal (whatever the file format, name or metadata; told apart by 128 bits of a
 * SHA-256, 16 bytes a picture in memory).
 *
 * @param labels class names
 * @param parts in the order train, validation, test; or the one of a source without parts
 * @param sizes pictures of each size, as stored
 * @param unreadable a message each, with the path and the reason
 * @param duplicates groups of equal pictures
 */
public record DataCheck(
        List<String> labels,
        List<PartCounts> parts,
        Map<Size, Integer> sizes,
        List<String> unreadable,
        List<Duplicates> duplicates) {

    /** Readable pictures and unreadable ones of one part, by class in the order of the labels. */
    public record PartCounts(String part, List<Integer> perClass) {
        public int images() {
            return perClass.stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** A size in pixels, as stored; ordered by area. */
    public record Size(int height, int width) implements Comparable<Size> {
        @Override
        public int compareTo(Size that) {
            int byArea = Long.compare((long) height * width, (long) that.height * that.width);
            return byArea != 0 ? byArea : Integer.compare(height, that.height);
        }

        @Override
        public String toString() {
            return height + "x" + width;
        }
    }

    /**
     * Pictures that are equal.
     *
     * @param names paths, in the order of the source
     * @param parts where each lies
     * @param labels of each
     */
    public record Duplicates(List<String> names, List<String> parts, List<String> labels) {
        /** Number of parts that have this picture. */
        public int differentParts() {
            return Set.copyOf(parts).size();
        }

        /** Whether equal pictures have different labels: at least one is wrong. */
        public boolean contradicts() {
            return Set.copyOf(labels).size() > 1;
        }
    }

    /** Pictures that their own part has already. */
    public int duplicatesWithin() {
        return duplicates.stream()
                .mapToInt(group -> group.names().size() - group.differentParts())
                .sum();
    }

    /** Pictures that an earlier part has already: a test of them tests memory. */
    public int duplicatesAcross() {
        return duplicates.stream().mapToInt(group -> group.differentParts() - 1).sum();
    }

    /** Pictures in all parts, unreadable ones included. */
    public int images() {
        return parts.stream().mapToInt(PartCounts::images).sum();
    }

    /**
     * Decodes everything, on all cores.
     *
     * @param progress hears how many pictures are done, from several threads
     */
    public static DataCheck of(ImageSource source, IntConsumer progress) throws IOException {
        return new Checking(source, progress).result();
    }

    /** The check under way. */
    private static final class Checking {
        private final ImageSource source;
        private final Map<Part, ImageSet> parts = new EnumMap<>(Part.class);
        private final long[] hashes;
        private final long[] hashTails;
        private final Map<Integer, String> unreadable = new TreeMap<>();
        private final Map<Size, Integer> sizes = new TreeMap<>();

        Checking(ImageSource source, IntConsumer progress) {
            this.source = source;
            source.train().ifPresent(set -> parts.put(Part.TRAIN, set));
            source.validation().ifPresent(set -> parts.put(Part.VALIDATION, set));
            source.test().ifPresent(set -> parts.put(Part.TEST, set));
            source.everything().ifPresent(set -> parts.put(Part.EVERYTHING, set));
            int total = parts.values().stream().mapToInt(ImageSet::size).sum();
            hashes = new long[total];
            hashTails = new long[total];
            int first = 0;
            AtomicInteger done = new AtomicInteger();
            for (ImageSet part : parts.values()) {
                int begin = first;
                IntStream.range(0, part.size()).parallel().forEach(i -> {
                    look(part, i, begin + i);
                    progress.accept(done.incrementAndGet());
                });
                first += part.size();
            }
        }

        private void look(ImageSet part, int index, int place) {
            RgbImage image;
            try {
                image = part.read(index);
            } catch (IOException e) {
                synchronized (this) {
                    unreadable.put(place, String.valueOf(e.getMessage()));
                }
                return;
            }
            ByteBuffer hash = ByteBuffer.wrap(hash(image));
            hashes[place] = hash.getLong();
            hashTails[place] = hash.getLong();
            synchronized (this) {
                sizes.merge(new Size(image.height(), image.width()), 1, Integer::sum);
            }
        }

        private static byte[] hash(RgbImage image) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(ByteBuffer.allocate(8)
                        .putInt(image.height())
                        .putInt(image.width())
                        .flip());
                return digest.digest(image.rgb());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform must have SHA-256", e);
            }
        }

        DataCheck result() {
            List<PartCounts> counts = new ArrayList<>();
            parts.forEach((part, set) -> counts.add(new PartCounts(
                    part.word(), IntStream.of(set.classCounts()).boxed().toList())));
            return new DataCheck(source.labels(), counts, sizes, List.copyOf(unreadable.values()), duplicates());
        }

        private List<Duplicates> duplicates() {
            // Only what is equal in the first half of its hash is grouped by the whole of it.
            long[] sorted = hashes.clone();
            Arrays.sort(sorted);
            Set<Long> repeated = new HashSet<>();
            for (int i = 1; i < sorted.length; i++) {
                if (sorted[i] == sorted[i - 1]) {
                    repeated.add(sorted[i]);
                }
            }
            Map<List<Long>, Duplicates> groups = new LinkedHashMap<>();
            int place = 0;
            for (Map.Entry<Part, ImageSet> part : parts.entrySet()) {
                for (int i = 0; i < part.getValue().size(); i++, place++) {
                    if (repeated.contains(hashes[place]) && !unreadable.containsKey(place)) {
                        Duplicates group = groups.computeIfAbsent(
                                List.of(hashes[place], hashTails[place]),
                                key -> new Duplicates(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                        group.names().add(part.getValue().name(i));
                        group.parts().add(part.getKey().word());
                        group.labels().add(source.labels().get(part.getValue().label(i)));
                    }
                }
            }
            return groups.values().stream()
                    .filter(group -> group.names().size() > 1)
                    .toList();
        }
    }
}
