package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pixelembedding.model.PixelEmbedding;

/** The table of a model in an {@code .npy} file, for hosts that look pixels up themselves. */
public final class TableFile {
    private TableFile() {}

    /** Writes uint8 [table][pixel value][dimension]; one table serves all colours, three are those of red, green and blue. */
    public static void write(PixelEmbedding table, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            NpyFile.write(ModelArrays.of(table).getFirst(), out);
        }
    }
}
