package org.pixelembedding.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import org.pixelembedding.model.RgbImage;

/**
 * The values of a decoded picture as they were stored, without Java's colour management: {@code BufferedImage.getRGB}
 * would bend grey values by a gamma curve. See {@link ImageDecoder} for the rules.
 */
final class StoredValues {
    private StoredValues() {}

    static RgbImage toRgb(BufferedImage image) throws IOException {
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int height = image.getHeight();
        int width = image.getWidth();
        byte[] rgb = new byte[height * width * 3];
        if (model instanceof IndexColorModel palette) {
            palette(raster, palette, rgb);
        } else if (model instanceof ComponentColorModel) {
            int bands = raster.getNumBands();
            int wanted = (model.getColorSpace().getType() == ColorSpace.TYPE_GRAY ? 1 : 3) + (model.hasAlpha() ? 1 : 0);
            int type = raster.getTransferType();
            if (bands != wanted || (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT)) {
                throw new IOException("want grey or RGB, with or without alpha, of 8 or 16 bits, got " + bands
                        + " channels of data type " + type);
            }
            if (!copied(raster, rgb)) {
                components(raster, type == DataBuffer.TYPE_USHORT, rgb);
            }
        } else if (model.getColorSpace().isCS_sRGB()) {
            packed(image, rgb); // bits of a colour packed in one number: 16- and 32-bit BMP
        } else {
            throw new IOException(
                    "want grey, palette or RGB values, got " + model.getClass().getSimpleName());
        }
        return new RgbImage(height, width, rgb);
    }

    /** The common case: 8-bit RGB side by side, in whichever order. */
    private static boolean copied(Raster raster, byte[] rgb) {
        if (raster.getNumBands() != 3
                || !(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
                || !(raster.getDataBuffer() instanceof DataBufferByte buffer)
                || raster.getSampleModelTranslateX() != 0
                || raster.getSampleModelTranslateY() != 0) {
            return false;
        }
        byte[] data = buffer.getData();
        int[] bands = model.getBandOffsets();
        int step = model.getPixelStride();
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int from = buffer.getOffset() + y * model.getScanlineStride();
            int red = from + bands[0];
            int green = from + bands[1];
            int blue = from + bands[2];
            for (int x = 0; x < raster.getWidth() * step; x += step) {
                rgb[to] = data[red + x];
                rgb[to + 1] = data[green + x];
                rgb[to + 2] = data[blue + x];
                to += 3;
            }
        }
        return true;
    }

    private static void components(Raster raster, boolean sixteenBits, byte[] rgb) {
        int bands = raster.getNumBands();
        int colours = bands < 3 ? 1 : 3;
        int[] row = new int[raster.getWidth() * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int i = 0; i < row.length; i += bands) {
                int alpha = bands == colours ? 255 : toByte(row[i + colours], sixteenBits);
                for (int c = 0; c < 3; c++) {
                    int value = toByte(row[i + (colours == 1 ? 0 : c)], sixteenBits);
                    rgb[to++] = (byte) overWhite(value, alpha);
                }
            }
        }
    }

    private static void palette(Raster raster, IndexColorModel model, byte[] rgb) {
        int[] argb = new int[model.getMapSize()];
        model.getRGBs(argb);
        int[] row = new int[raster.getWidth()];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, 0, row);
            for (int index : row) {
                to = put(argb[index], rgb, to);
            }
        }
    }

    private static void packed(BufferedImage image, byte[] rgb) {
        int[] row = new int[image.getWidth()];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                to = put(argb, rgb, to);
            }
        }
    }

    private static int put(int argb, byte[] rgb, int to) {
        int alpha = argb >>> 24;
        rgb[to] = (byte) overWhite(argb >> 16 & 0xff, alpha);
        rgb[to + 1] = (byte) overWhite(argb >> 8 & 0xff, alpha);
        rgb[to + 2] = (byte) overWhite(argb & 0xff, alpha);
        return to + 3;
    }

    private static int toByte(int value, boolean sixteenBits) {
        return sixteenBits ? (int) ((value * 255L + 32767) / 65535) : value;
    }

    private static int overWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }
}
