package org.pixelembedding.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Pictures named in a text file: a line each, {@code path,label} or {@code path,label,split} with a split of train, val
 * (or validation) or test; either no line has a split or all have one. Columns are separated by a tab if the first line
 * has one, else by a comma; a column in double quotes may hold the separator, and a quote as two. Paths are relative to
 * the list's folder. Empty lines and lines that begin with {@code #} do not count; a first line {@code path,label[,split]}
 * is a heading. Labels are sorted by name, or as numbers if all of them are. Fingerprint: {@code list}, then for every
 * picture, part by part in the order of the list, {@code part, 0x00, path, 0x00, label, 0x00, length in decimal, 0x00,
 * bytes}.
 */
final class ListedImages implements PartedSource {
    private static final Set<String> EXTENSIONS = Set.of("csv", "tsv", "txt", "list", "lst");
    private static final Set<String> HEADINGS = Set.of("path", "file", "filename", "image", "name");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final String WANTED = "path,label or path,label,split (train, val or test)";

    private final Path list;
    private final FolderContents contents;
    private final List<String> labels;
    private final Map<Part, FolderImages> parts;
    private volatile Optional<String> fingerprint = Optional.empty();

    private ListedImages(Path list, FolderContents contents, List<String> labels, Map<Part, FolderImages> parts) {
        this.list = list;
        this.contents = contents;
        this.labels = labels;
        this.parts = parts;
    }

    /** Whether a file may be a list: by its extension. */
    static boolean isList(Path path) {
        String name = path.toString();
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * Reads a list and looks whether its files are there; no picture is decoded.
     *
     * @throws DataException names the line that cannot be used
     */
    static ListedImages open(Path list) throws IOException {
        Path folder = list.toAbsolutePath().getParent();
        FolderContents contents = new FolderContents(list.getParent() == null ? folder : list.getParent());
        Rows rows = new Rows(list, contents);
        try (BufferedReader in = Files.newBufferedReader(list, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                rows.add(line);
            }
        } catch (CharacterCodingException e) {
            throw new DataException(
                    list + ", line " + (rows.number + 1) + ": want UTF-8 text, got other bytes; save it as UTF-8", e);
        }
        return rows.source();
    }

    /** What is known of one part while the list is read. */
    private static final class Rows {
        private final Path list;
        private final FolderContents contents;
        private final Map<Part, PackedPaths> paths = new EnumMap<>(Part.class);
        private final Map<Part, GrowingInts> names = new EnumMap<>(Part.class);
        private final Map<String, Integer> known = new HashMap<>();
        private char separator;
        private int columns;
        private int number;
        private String missing = "";
        private int missingCount;

        Rows(Path list, FolderContents contents) {
            this.list = list;
            this.contents = contents;
        }

        void add(String raw) throws DataException {
            number++;
            String line = number == 1 && raw.startsWith("\ufeff") ? raw.substring(1) : raw;
            if (line.isBlank() || line.startsWith("#")) {
                return;
            }
            boolean first = separator == 0;
            if (first) {
                separator = line.indexOf('\t') >= 0 ? '\t' : ',';
            }
            List<String> row = cells(line);
            if (first && HEADINGS.contains(row.get(0).toLowerCase(Locale.ROOT))) {
                return;
            }
            if (row.size() < 2
                    || row.size() > 3
                    || row.get(0).isEmpty()
                    || row.get(1).isEmpty()) {
                throw refused("want " + WANTED + ", got '" + shortened(line) + "'");
            }
            boolean hasSplit = row.size() == 3 && !row.get(2).isEmpty();
            int now = hasSplit ? 3 : 2;
            if (columns != 0 && columns != now) {
                throw refused(
                        "want " + (columns == 3 ? "a split as the lines before" : "no split, like the lines before")
                                + ", got '" + shortened(line) + "'; give all lines a split or none");
            }
            columns = now;
            Part part = Part.EVERYTHING;
            if (hasSplit) {
                part = Part.named(row.get(2))
                        .orElseThrow(() ->
                                refused("want a split of train, val or test, got '" + shortened(row.get(2)) + "'"));
            }
            if (!Files.isRegularFile(contents.root().resolve(row.get(0)))) {
                missingCount++;
                missing = missing.isEmpty() ? number + " (" + contents.nameOf(row.get(0)) + ")" : missing;
            }
            paths.computeIfAbsent(part, p -> new PackedPaths()).add(row.get(0));
            Integer label = known.putIfAbsent(row.get(1), known.size());
            names.computeIfAbsent(part, p -> new GrowingInts()).add(label == null ? known.size() - 1 : label);
        }

        private DataException refused(String why) {
            return new DataException(list + ", line " + number + ": " + why);
        }

        private static String shortened(String text) {
            return text.length() <= 60 ? text : text.substring(0, 57) + "...";
        }

        private List<String> cells(String line) throws DataException {
            List<String> cells = new ArrayList<>();
            StringBuilder cell = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (quoted) {
                    if (c != '"') {
                        cell.append(c);
                    } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                        cell.append(c);
                        i++;
                    } else {
                        quoted = false;
                    }
                } else if (c == '"' && cell.toString().isBlank()) {
                    cell.setLength(0);
                    quoted = true;
                } else if (c == separator) {
                    cells.add(cell.toString().strip());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            if (quoted) {
                throw refused("want a closing double quote, got the end of the line");
            }
            cells.add(cell.toString().strip());
            return cells;
        }

        ListedImages source() throws DataException {
            if (missingCount > 0) {
                throw new DataException(list + ", line " + missing + ": no such file"
                        + (missingCount > 1 ? ", nor the files of " + (missingCount - 1) + " other lines" : "")
                        + "; paths are relative to the list's folder");
            }
            if (paths.isEmpty()) {
                throw new DataException(list + ": want lines of " + WANTED + ", got none");
            }
            boolean numbers = known.keySet().stream()
                    .allMatch(name -> NUMBER.matcher(name).matches());
            List<String> labels = known.keySet().stream()
                    .sorted(numbers ? Comparator.comparing(Long::valueOf) : Comparator.naturalOrder())
                    .toList();
            int[] sorted = new int[labels.size()];
            for (int k = 0; k < sorted.length; k++) {
                sorted[known.get(labels.get(k))] = k;
            }
            Map<Part, FolderImages> parts = new EnumMap<>(Part.class);
            paths.forEach((part, files) -> {
                int[] classes = names.get(part).toArray();
                for (int i = 0; i < classes.length; i++) {
                    classes[i] = sorted[classes[i]];
                }
                parts.put(part, new FolderImages(contents, labels, files.trimmed(), classes));
            });
            return new ListedImages(list, contents, labels, parts);
        }
    }

    @Override
    public Map<Part, FolderImages> parts() {
        return parts;
    }

    @Override
    public String name() {
        return list.toString();
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int ignoredFiles() {
        return 0;
    }

    @Override
    public String stamp() throws IOException {
        Fingerprint hash = new Fingerprint();
        hash.text(list.toAbsolutePath().normalize().toString());
        FolderContents.stamp(list, hash);
        contents.stamp(parts.values().stream().flatMap(part -> part.files().stream()), hash);
        return hash.hex();
    }

    @Override
    public String fingerprint() throws IOException {
        if (fingerprint.isEmpty()) {
            Fingerprint hash = new Fingerprint();
            hash.text("list");
            for (Map.Entry<Part, FolderImages> part : parts.entrySet()) {
                FolderImages images = part.getValue();
                for (int i = 0; i < images.size(); i++) {
                    String file = images.files().get(i);
                    byte[] bytes = contents.read(file);
                    hash.text(part.getKey().word());
                    hash.text(file);
                    hash.text(labels.get(images.label(i)));
                    hash.text(Integer.toString(bytes.length));
                    hash.bytes(bytes);
                }
            }
            fingerprint = Optional.of(hash.hex());
        }
        return fingerprint.get();
    }

    @Override
    public void close() {}
}
