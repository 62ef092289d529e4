package org.pixelembedding.export.browser;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.model.Model;

/**
 * {@code index.html}: one file with everything in it, because a page that is opened by a double click may neither import modules
 * nor fetch files beside it. Its policy (Content Security Policy, level 3) names its script and its style by their hashes, lets
 * WebAssembly compile, and forbids every request.
 */
final class PageFile {
    static final String NAME = "index.html";

    private static final Pattern PLACE = Pattern.compile("@([a-z]+)@");

    private PageFile() {}

    /** @param modelFile the bytes of model.bin */
    static String of(Model model, SelfTest selfTest, byte[] modelFile) {
        String style = BrowserResource.PAGE_STYLE.text();
        // In a module of its own nothing is exported to anybody; the keyword is allowed there all the same.
        String script = "\n" + BrowserResource.CLASSIFIER.text() + BrowserResource.PAGE_SCRIPT.text();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("policy", policy(script, style));
        values.put("name", escaped(model.name()));
        values.put("classes", String.valueOf(model.labels().size()));
        values.put("width", String.valueOf(model.inputWidth()));
        values.put("height", String.valueOf(model.inputHeight()));
        values.put("style", style);
        values.put("model", base64(modelFile));
        values.put("simd", base64(BrowserResource.SIMD.bytes()));
        values.put("plain", base64(BrowserResource.PLAIN.bytes()));
        values.put("picture", base64(selfTest.png()));
        values.put("script", script);
        return PLACE.matcher(BrowserResource.PAGE.text())
                .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    private static String policy(String script, String style) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'sha256-" + sha256(script) + "' 'wasm-unsafe-eval'",
                "style-src 'sha256-" + sha256(style) + "'",
                "img-src data: blob:",
                "media-src blob: mediastream:",
                "base-uri 'none'",
                "form-action 'none'");
    }

    private static String sha256(String text) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("\\R", " ");
    }
}
