package org.pixelembedding.export.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that are the same for all models, from the jar. */
enum BrowserResource {
    CLASSIFIER("classifier.js"),
    TYPES("classifier.d.ts"),
    PLAIN("runtime.wasm"),
    SIMD("runtime-simd.wasm"),
    COMPILER("compiler.txt"),
    PAGE("page.html"),
    PAGE_STYLE("page.css"),
    PAGE_SCRIPT("page.js"),
    NODE_HARNESS("harness.mjs");

    private final String file;

    BrowserResource(String file) {
        this.file = file;
    }

    /** Name of the file, in the jar and in exported folders. */
    String file() {
        return file;
    }

    byte[] bytes() {
        try (InputStream in = BrowserResource.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + ": is not in the jar; build it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
