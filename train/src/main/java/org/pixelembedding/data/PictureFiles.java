package org.pixelembedding.data;

import java.util.Locale;
import java.util.Set;

/** Which files are taken for pictures. */
final class PictureFiles {
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "dib", "gif");

    private PictureFiles() {}

    /** By the extension, in any case. */
    static boolean isPicture(String file) {
        return EXTENSIONS.contains(file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
