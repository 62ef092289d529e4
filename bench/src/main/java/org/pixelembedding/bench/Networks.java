package org.pixelembedding.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.RandomNetwork;

/** Whole networks with random weights by a name like {@code ern18@224}. */
final class Networks {
    private Networks() {}

    static Model of(String nameAtSize) {
        int at = nameAtSize.indexOf('@');
        if (at < 1) {
            throw new IllegalArgumentException("network '" + nameAtSize + "': want name@size, like ern18@224");
        }
        try {
            return RandomNetwork.frozen(
                    NetworkSpec.load(nameAtSize.substring(0, at)),
                    Integer.parseInt(nameAtSize.substring(at + 1)),
                    "pixel-embedding");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
