package org.pixelembedding.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * CIFAR-10 and CIFAR-100 (Krizhevsky 2009) in their binary layout: {@code data_batch_1.bin} to {@code data_batch_5.bin},
 * {@code test_batch.bin} and {@code batches.meta.txt}, or {@code train.bin}, {@code test.bin} and {@code
 * fine_label_names.txt}; labels are the fine ones, in the order of their file. Either part may be missing. Fingerprint:
 * {@code cifar}, label bytes in decimal, the labels, {@code train}, its records, {@code test}, its records; a zero byte
 * behind every text.
 */
final class CifarBinary implements PartedSource {
    private static final List<String> BATCHES =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
    private static final Set<String> RECORD_FILES = Set.of("test_batch.bin", "train.bin", "test.bin");
    private static final Set<String> LABEL_FILES = Set.of("batches.meta.txt", "fine_label_names.txt");

    private final String name;
    private final List<String> labels;
    private final int labelBytes;
    private final Map<Part, CifarImages> parts = new EnumMap<>(Part.class);
    private volatile Optional<String> fingerprint = Optional.empty();

    private CifarBinary(String name, Map<String, byte[]> files) throws DataException {
        this.name = name;
        boolean hundred = files.containsKey("train.bin") || files.containsKey("test.bin");
        boolean ten = files.containsKey("test_batch.bin") || BATCHES.stream().anyMatch(files::containsKey);
        if (hundred && ten) {
            throw new DataException(name + ": want CIFAR-10 or CIFAR-100 files, got both; separate them");
        }
        labelBytes = hundred ? 2 : 1;
        labels = labels(files, hundred ? "fine_label_names.txt" : "batches.meta.txt");
        part(files, hundred ? List.of("train.bin") : BATCHES).ifPresent(part -> parts.put(Part.TRAIN, part));
        part(files, List.of(hundred ? "test.bin" : "test_batch.bin")).ifPresent(part -> parts.put(Part.TEST, part));
    }

    /**
     * The CIFAR files of a tree, if it has any; a file that is only called like one does not count among pictures.
     * Afterwards the tree is no longer needed.
     */
    static Optional<CifarBinary> in(FileTree tree) throws IOException {
        List<String> wanted =
                tree.files().stream().filter(file -> wanted(baseName(file))).toList();
        long labelFiles = wanted.stream()
                .filter(file -> LABEL_FILES.contains(baseName(file)))
                .count();
        boolean onlyCalledSo = labelFiles == 0 && tree.files().stream().anyMatch(PictureFiles::isPicture);
        if (labelFiles == wanted.size() || onlyCalledSo) {
            return Optional.empty();
        }
        Map<String, byte[]> files = new TreeMap<>();
        for (String file : wanted) {
            put(tree.name(), files, baseName(file), tree.read(file));
        }
        return Optional.of(new CifarBinary(tree.name(), files));
    }

    /** The CIFAR files of a tar, read once from front to back. */
    static CifarBinary inTar(String name, InputStream in) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(in);
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null) {
            String file = baseName(entry.getName());
            if (entry.isFile() && wanted(file) && !FileTree.hidden(file)) {
                put(name, files, file, read(tar, entry));
            }
            entry = tar.getNextEntry();
        }
        if (files.isEmpty()) {
            throw new DataException(name + ": want CIFAR binary files in a packed tar, got none;"
                    + " unpack it once (gunzip, unxz): pictures are read inside a plain tar");
        }
        return new CifarBinary(name, files);
    }

    private static byte[] read(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        if (entry.getSize() > FileTree.MAX_FILE_BYTES) {
            throw new IOException(
                    entry.getName() + " has " + entry.getSize() + " bytes, want at most " + FileTree.MAX_FILE_BYTES);
        }
        byte[] bytes = new byte[(int) entry.getSize()];
        int got = tar.readNBytes(bytes, 0, bytes.length);
        if (got < bytes.length) {
            throw new EOFException(entry.getName() + " ends after " + got + " of " + bytes.length + " bytes");
        }
        return bytes;
    }

    static boolean wanted(String file) {
        return RECORD_FILES.contains(file) || LABEL_FILES.contains(file) || BATCHES.contains(file);
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void put(String where, Map<String, byte[]> files, String file, byte[] bytes) throws DataException {
        if (files.put(file, bytes) != null) {
            throw new DataException(where + ": want one " + file + ", got two; open the folder of one of them");
        }
    }

    private List<String> labels(Map<String, byte[]> files, String file) throws DataException {
        byte[] text = files.get(file);
        if (text == null) {
            throw new DataException(name + ": CIFAR records without " + file + ", which names the classes; add it");
        }
        List<String> lines = new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty() || lines.size() > 256 || Set.copyOf(lines).size() < lines.size()) {
            throw new DataException(
                    name + ": " + file + " wants 1 to 256 different names, got " + lines.size() + " lines");
        }
        return lines;
    }

    private Optional<CifarImages> part(Map<String, byte[]> files, List<String> wanted) throws DataException {
        List<String> present = wanted.stream().filter(files::containsKey).toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        if (present.size() < wanted.size()) {
            throw new DataException(name + ": want " + String.join(", ", wanted) + ", got " + String.join(", ", present)
                    + "; download it again");
        }
        int recordBytes = labelBytes + 3 * CifarImages.PIXELS;
        int length = files.get(wanted.get(0)).length;
        List<byte[]> contents = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String file : wanted) {
            byte[] content = files.get(file);
            if (content.length == 0 || content.length % recordBytes != 0 || content.length != length) {
                throw new DataException(name + ": " + file + " wants records of " + recordBytes + " bytes"
                        + (wanted.size() > 1 ? " and the batches one size (" + length + " bytes)" : "") + ", got "
                        + content.length + " bytes; download it again");
            }
            for (int at = 0; at < content.length; at += recordBytes) {
                int label = content[at + labelBytes - 1] & 0xff;
                if (label >= labels.size()) {
                    throw new DataException(name + ": " + file + " record " + at / recordBytes + " wants a label below "
                            + labels.size() + ", got " + label + "; download it again");
                }
            }
            contents.add(content);
            names.add(name + "!/" + file);
        }
        return Optional.of(new CifarImages(labels, names, contents, labelBytes));
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
    public Map<Part, CifarImages> parts() {
        return parts;
    }

    @Override
    public int ignoredFiles() {
        return 0;
    }

    @Override
    public String fingerprint() {
        if (fingerprint.isEmpty()) {
            Fingerprint hash = new Fingerprint();
            hash.text("cifar");
            hash.text(Integer.toString(labelBytes));
            labels.forEach(hash::text);
            for (Part part : List.of(Part.TRAIN, Part.TEST)) {
                hash.text(part.word());
                if (parts.containsKey(part)) {
                    parts.get(part).hash(hash);
                }
            }
            fingerprint = Optional.of(hash.hex());
        }
        return fingerprint.get();
    }

    /** Nothing to close: the records are in memory. */
    @Override
    public void close() {}
}
