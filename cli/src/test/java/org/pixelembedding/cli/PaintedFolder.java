package org.pixelembedding.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A folder of small PNGs, one folder a class, as a user may have it. */
final class PaintedFolder {
    private PaintedFolder() {}

    static Path write(Path directory, int perClass, String... classes) throws IOException {
        for (int k = 0; k < classes.length; k++) {
            Path folder = Files.createDirectories(directory.resolve(classes[k]));
            for (int i = 0; i < perClass; i++) {
                ImageIO.write(
                        paint(k, i),
                        "png",
                        folder.resolve("picture-" + i + ".png").toFile());
            }
        }
        return directory;
    }

    private static BufferedImage paint(int kind, int index) {
        SplittableRandom random = new SplittableRandom(100L * kind + index);
        BufferedImage image = new BufferedImage(20, 17, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 20; x++) {
                int stripe = (kind == 0 ? y : x) / 3 % 2 * 90;
                int value = 60 + stripe + random.nextInt(40);
                image.setRGB(x, y, value << 16 | value << 8 | (value / 2 + 40 * kind));
            }
        }
        return image;
    }
}
