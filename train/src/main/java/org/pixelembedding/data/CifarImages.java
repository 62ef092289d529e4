package org.pixelembedding.data;

import java.util.List;
import java.util.Objects;
import org.pixelembedding.model.RgbImage;

/**
 * Records of the CIFAR binary layout: label bytes, then 1024 red, 1024 green, 1024 blue values of 32 rows of 32. Held in
 * memory as the files' own bytes (CIFAR-100: 184 MB for both parts), since a tar cannot be read by random access.
 */
final class CifarImages implements ImageSet {
    static final int SIDE = 32;
    static final int PIXELS = SIDE * SIDE;

    private final List<String> labels;
    private final List<String> names;
    private final List<byte[]> files;
    private final int labelBytes;
    private final int recordsPerFile;
    private final int size;

    /**
     * @param names of the files, for messages
     * @param files of one length each, a whole number of records; kept
     * @param labelBytes before each picture; the last of them is the label
     */
    CifarImages(List<String> labels, List<String> names, List<byte[]> files, int labelBytes) {
        this.labels = labels;
        this.names = names;
        this.files = files;
        this.labelBytes = labelBytes;
        recordsPerFile = files.get(0).length / recordBytes();
        int records = 0;
        for (byte[] file : files) {
            records += file.length / recordBytes();
        }
        size = records;
    }

    private int recordBytes() {
        return labelBytes + 3 * PIXELS;
    }

    private byte[] file(int index) {
        return files.get(Objects.checkIndex(index, size) / recordsPerFile);
    }

    private int offset(int index) {
        return index % recordsPerFile * recordBytes();
    }

    void hash(Fingerprint hash) {
        files.forEach(hash::bytes);
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int label(int index) {
        return file(index)[offset(index) + labelBytes - 1] & 0xff;
    }

    @Override
    public String name(int index) {
        return names.get(Objects.checkIndex(index, size) / recordsPerFile) + " record " + index % recordsPerFile;
    }

    @Override
    public RgbImage read(int index) {
        byte[] file = file(index);
        int at = offset(index) + labelBytes;
        byte[] rgb = new byte[3 * PIXELS];
        for (int i = 0; i < PIXELS; i++, at++) {
            rgb[3 * i] = file[at];
            rgb[3 * i + 1] = file[at + PIXELS];
            rgb[3 * i + 2] = file[at + 2 * PIXELS];
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    @Override
    public boolean inMemory() {
        return true;
    }
}
