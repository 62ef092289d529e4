package org.pixelembedding.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.pixelembedding.image.ImageDecoder;

/**
 * Pictures to try a model with, held in memory: those of a folder, or one of each of its folders in turns (as classes lie
 * in folders). Files that are too large or do not decode are left out.
 */
final class Examples {
    static final Examples NONE = new Examples(List.of());
    private static final int MOST = 24;
    private static final long LARGEST = 1 << 20;
    private static final Map<String, String> TYPES = Map.of(
            "jpg",
            "image/jpeg",
            "jpeg",
            "image/jpeg",
            "png",
            "image/png",
            "webp",
            "image/webp",
            "bmp",
            "image/bmp",
            "gif",
            "image/gif");

    private final List<Example> examples;

    private static final class Example {
        private final String name;
        private final String contentType;
        private final byte[] bytes;

        Example(String name, String contentType, byte[] bytes) {
            this.name = name;
            this.contentType = contentType;
            this.bytes = bytes;
        }
    }

    private Examples(List<Example> examples) {
        this.examples = List.copyOf(examples);
    }

    /**
     * Reads a folder.
     *
     * @throws IOException if it cannot be listed
     */
    static Examples read(Path folder) throws IOException {
        List<Example> found = new ArrayList<>();
        for (Path file : inTurns(folder)) {
            String suffix = suffix(file);
            if (found.size() < MOST && Files.size(file) <= LARGEST) {
                byte[] bytes = Files.readAllBytes(file);
                if (decodes(bytes, suffix)) {
                    found.add(new Example(name(folder, file), TYPES.get(suffix), bytes));
                }
            }
        }
        return new Examples(found);
    }

    /** Whether it is a picture, whatever its name says. */
    private static boolean decodes(byte[] bytes, String name) {
        try {
            ImageDecoder.decode(bytes, name);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The files in the folder, then the first of each folder in it, then the second of each, ... */
    private static List<Path> inTurns(Path folder) throws IOException {
        List<Path> files = new ArrayList<>(pictures(folder));
        List<List<Path>> columns = new ArrayList<>();
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path directory : inside.filter(Files::isDirectory).sorted().toList()) {
                columns.add(pictures(directory));
            }
        }
        for (int row = 0; files.size() < 2 * MOST && row < 2 * MOST; row++) {
            for (List<Path> column : columns) {
                if (row < column.size()) {
                    files.add(column.get(row));
                }
            }
        }
        return files;
    }

    private static List<Path> pictures(Path folder) throws IOException {
        Set<String> suffixes = TYPES.keySet();
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(file -> suffixes.contains(suffix(file)) && Files.isRegularFile(file))
                    .sorted()
                    .limit(2 * MOST)
                    .toList();
        }
    }

    private static String suffix(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** What people see: the class folder's name, or the file's without its suffix. */
    private static String name(Path folder, Path file) {
        Path parent = file.getParent();
        String own = file.getFileName().toString();
        return folder.equals(parent)
                ? own.substring(0, own.lastIndexOf('.'))
                : parent.getFileName().toString();
    }

    int size() {
        return examples.size();
    }

    /** {@code {"examples": [{"name", "url"}]}}. */
    Map<String, Object> list(String model) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", examples.get(i).name);
            one.put("url", "/v1/models/" + model + "/examples/" + i);
            list.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("examples", list);
        return answer;
    }

    /** One picture, as its file is. */
    Answer picture(String number) throws Refusal {
        if (number.matches("[0-9]{1,4}") && Integer.parseInt(number) < examples.size()) {
            Example example = examples.get(Integer.parseInt(number));
            return new Answer(200, example.contentType, example.bytes, Map.of());
        }
        throw new Refusal(404, "This model has " + examples.size() + " examples, numbered from 0.");
    }
}
