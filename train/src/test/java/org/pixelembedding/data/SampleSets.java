package org.pixelembedding.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.pixelembedding.model.RgbImage;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Tiny sets of pictures in every packing: a map from path to bytes, written out. */
final class SampleSets {
    private SampleSets() {}

    /** A PNG of one colour. */
    static byte[] png(int height, int width, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** Two classes, {@code cat} and {@code dog}: 3 and 2 pictures to train, 1 each in the named other part. */
    static Map<String, byte[]> split(String other) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            files.put("train/cat/" + i + ".png", png(4, 4, 0x100000 * i));
        }
        files.put("train/dog/a.PNG", png(4, 4, 0x00ff00));
        files.put("train/dog/deeper/b.png", png(4, 4, 0x00fe00));
        files.put(other + "/cat/x.png", png(4, 4, 0x0000ff));
        files.put(other + "/dog/y.png", png(4, 4, 0x0000fe));
        return files;
    }

    /** {@code classes} classes c0, c1, ... of {@code each} pictures. */
    static Map<String, byte[]> flat(int classes, int each) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < each; i++) {
                files.put("c" + c + "/" + i + ".png", png(2, 2, 1000 * c + i));
            }
        }
        return files;
    }

    static Map<String, byte[]> below(String folder, Map<String, byte[]> files) {
        Map<String, byte[]> deeper = new TreeMap<>();
        files.forEach((path, bytes) -> deeper.put(folder + "/" + path, bytes));
        return deeper;
    }

    static Path folder(Path root, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return root;
    }

    static Path zip(Path path, Map<String, byte[]> files) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return path;
    }

    /** Packed as the ending says: {@code .tar}, {@code .tar.gz} or {@code .tar.xz}. */
    static Path tar(Path path, Map<String, byte[]> files) throws IOException {
        try (OutputStream file = Files.newOutputStream(path);
                OutputStream packed = packing(path.toString(), file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
                header.setSize(entry.getValue().length);
                tar.putArchiveEntry(header);
                tar.write(entry.getValue());
                tar.closeArchiveEntry();
            }
        }
        return path;
    }

    private static OutputStream packing(String name, OutputStream file) throws IOException {
        if (name.endsWith(".xz")) {
            return new XZOutputStream(file, new LZMA2Options(0));
        }
        return name.endsWith(".gz") ? new GZIPOutputStream(file) : file;
    }

    /** CIFAR-100's files with 3 classes: record i has fine label i % 3, and value (i + 50 * colour) in every pixel. */
    static Map<String, byte[]> cifar100(int train, int test) {
        return new TreeMap<>(Map.of(
                "train.bin", records(2, 0, train),
                "test.bin", records(2, 100, test),
                "fine_label_names.txt", text("apple\nbear\ncloud\n"),
                "coarse_label_names.txt", text("plants\nanimals\n")));
    }

    /** CIFAR-10's files with 3 classes and {@code each} records a batch. */
    static Map<String, byte[]> cifar10(int each) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int batch = 1; batch <= 5; batch++) {
            files.put("data_batch_" + batch + ".bin", records(1, (batch - 1) * each, each));
        }
        files.put("test_batch.bin", records(1, 100, each));
        files.put("batches.meta.txt", text("zebra\napple\nmoon\n\n"));
        return files;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] records(int labelBytes, int first, int count) {
        int length = labelBytes + 3072;
        byte[] bytes = new byte[count * length];
        for (int i = 0; i < count; i++) {
            bytes[i * length] = 7; // a coarse label that must not be taken, or overwritten by the only one
            bytes[i * length + labelBytes - 1] = (byte) ((first + i) % 3);
            for (int p = 0; p < 3072; p++) {
                bytes[i * length + labelBytes + p] = (byte) (first + i + 50 * (p / 1024) + p % 2);
            }
        }
        return bytes;
    }

    /** A set of pictures in memory; labels as given, pixels all equal to the index. */
    static ImageSet inMemory(List<String> labels, int... classes) {
        return new ImageSet() {
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

            @Override
            public String name(int index) {
                return "picture " + index;
            }

            @Override
            public RgbImage read(int index) {
                return new RgbImage(1, 1, new byte[] {(byte) index, (byte) index, (byte) index});
            }
        };
    }
}
