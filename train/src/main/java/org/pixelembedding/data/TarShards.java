package org.pixelembedding.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pictures inside plain tars, read in place: {@code class/name.jpg} or {@code train/class/name.jpg} in them, as in
 * {@link ClassLayout}, all tars together. A tar whose own path names a part ({@code train/0001.tar} or
 * {@code train-0001.tar}) lies in that part unless the paths in it say so themselves. Pictures keep the order of the
 * tars (by path) and of their entries. Fingerprint: {@code tar}, then for every picture in that order {@code part, 0x00,
 * path in its tar, 0x00, length in decimal, 0x00, bytes}.
 */
final class TarShards implements PartedSource {
    private static final Pattern PART_PREFIX = Pattern.compile("(?i)(train|validation|val|test)[^a-z].*");

    private final String name;
    private final List<Path> shards;
    private final List<String> labels;
    private final Map<Part, TarImages> parts;
    private final int ignored;
    private volatile Optional<String> fingerprint = Optional.empty();

    private TarShards(String name, List<Path> shards, List<String> labels, Map<Part, TarImages> parts, int ignored) {
        this.name = name;
        this.shards = shards;
        this.labels = labels;
        this.parts = parts;
        this.ignored = ignored;
    }

    /**
     * Opens tars.
     *
     * @param root folder of the shards, or the only one
     * @param shards paths below the root; empty if the root is the only one
     * @return empty if there are no pictures in them
     */
    static Optional<TarShards> open(Path root, List<String> shards, CacheFolder cache) throws IOException {
        List<Path> paths = shards.isEmpty()
                ? List.of(root)
                : shards.stream().map(root::resolve).toList();
        List<String> prefixes = shards.isEmpty()
                ? List.of("")
                : shards.stream().map(TarShards::partPrefix).toList();
        String stamp = stamp(paths);
        Optional<TarIndex> kept = TarIndex.kept(cache, stamp);
        TarIndex index = kept.isPresent() ? kept.get() : TarIndex.scan(paths, prefixes);
        if (kept.isEmpty()) {
            index.keep(cache, stamp);
        }
        if (index.places().count() == 0) {
            return Optional.empty();
        }
        return Optional.of(divide(root.toString(), paths, index));
    }

    /** {@code train/} for {@code train/0001.tar} and {@code train-0001.tar}, nothing for {@code trains.tar}. */
    private static String partPrefix(String shard) {
        int slash = shard.indexOf('/');
        if (slash > 0 && Part.named(shard.substring(0, slash)).isPresent()) {
            return shard.substring(0, slash + 1);
        }
        Matcher matcher = PART_PREFIX.matcher(shard.substring(shard.lastIndexOf('/') + 1));
        return matcher.matches() ? matcher.group(1) + "/" : "";
    }

    /** The part that a shard's path gave is not there twice if the paths inside say it too. */
    private static String once(String folder) {
        String[] names = folder.split("/", 3);
        boolean twice = names.length == 3
                && Part.named(names[0]).isPresent()
                && Part.named(names[1]).isPresent();
        return twice ? names[1] + "/" + names[2] : folder;
    }

    private static TarShards divide(String name, List<Path> shards, TarIndex index) throws DataException {
        List<String> folders = index.folders().stream().map(TarShards::once).toList();
        ClassLayout layout = ClassLayout.in(new FolderOutline(name, folders));
        Part[] partOf = new Part[folders.size()];
        int[] labelOf = new int[folders.size()];
        for (int f = 0; f < labelOf.length; f++) {
            for (Map.Entry<Part, String> part : layout.folders().entrySet()) {
                String folder = folders.get(f);
                int slash = folder.startsWith(part.getValue())
                        ? folder.indexOf('/', part.getValue().length())
                        : -1;
                if (slash > 0) {
                    partOf[f] = part.getKey();
                    labelOf[f] = layout.labels()
                            .indexOf(folder.substring(part.getValue().length(), slash));
                }
            }
        }
        Map<Part, TarImages> parts = new EnumMap<>(Part.class);
        int taken = 0;
        for (Part part : layout.folders().keySet()) {
            TarImages images = images(part, partOf, labelOf, shards, layout.labels(), index);
            parts.put(part, images);
            taken += images.size();
        }
        return new TarShards(
                name,
                shards,
                layout.labels(),
                parts,
                index.ignored() + index.places().count() - taken);
    }

    private static TarImages images(
            Part part, Part[] partOf, int[] labelOf, List<Path> shards, List<String> labels, TarIndex index) {
        TarIndex.Places all = index.places();
        int count = 0;
        for (int i = 0; i < all.count(); i++) {
            count += partOf[all.folder(i)] == part ? 1 : 0;
        }
        int[] shardStart = new int[shards.size() + 1];
        long[] places = new long[count];
        int[] sizes = new int[count];
        int[] classes = new int[count];
        int at = 0;
        int i = 0;
        for (int s = 0; s < shards.size(); s++) {
            shardStart[s] = at;
            for (int left = index.perShard().get(s); left > 0; left--, i++) {
                int folder = all.folder(i);
                if (partOf[folder] == part) {
                    places[at] = all.place(i);
                    sizes[at] = all.size(i);
                    classes[at] = labelOf[folder];
                    at++;
                }
            }
        }
        shardStart[shards.size()] = at;
        return new TarImages(shards, labels, shardStart, places, sizes, classes);
    }

    private static String stamp(List<Path> shards) throws IOException {
        Fingerprint hash = new Fingerprint();
        for (Path shard : shards) {
            hash.text(shard.toAbsolutePath().normalize().toString());
            FolderContents.stamp(shard, hash);
        }
        return hash.hex();
    }

    @Override
    public Map<Part, TarImages> parts() {
        return parts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int ignoredFiles() {
        return ignored;
    }

    @Override
    public String stamp() throws IOException {
        return stamp(shards);
    }

    @Override
    public String fingerprint() throws IOException {
        if (fingerprint.isEmpty()) {
            Fingerprint hash = new Fingerprint();
            hash.text("tar");
            for (Part part : Arrays.asList(Part.values())) {
                TarImages images = parts.get(part);
                for (int i = 0; images != null && i < images.size(); i++) {
                    byte[] bytes = images.bytes(i);
                    hash.text(part.word());
                    hash.text(images.nameInShard(i));
                    hash.text(Integer.toString(bytes.length));
                    hash.bytes(bytes);
                }
            }
            fingerprint = Optional.of(hash.hex());
        }
        return fingerprint.get();
    }

    /** Nothing to close: a tar is open only while a picture is read. */
    @Override
    public void close() {}

    /** Shards of a folder tree: its tars, if it has any and no pictures beside them. */
    static List<String> shardsIn(FileTree tree) {
        List<String> shards = new ArrayList<>();
        for (String file : tree.files()) {
            if (PictureFiles.isPicture(file)) {
                return List.of();
            }
            if (file.endsWith(".tar")) {
                shards.add(file);
            }
        }
        return shards;
    }
}
