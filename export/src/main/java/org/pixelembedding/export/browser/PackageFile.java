package org.pixelembedding.export.browser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportOption;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.model.Model;

/** {@code package.json}: the folder as a package for npm. It states no license, since the model is its maker's. */
final class PackageFile {
    static final String NAME = "package.json";
    static final ExportOption PACKAGE =
            new ExportOption("package", "pixel-classifier", "name in package.json, for npm: name or @scope/name");
    static final ExportOption VERSION =
            new ExportOption("version", "1.0.0", "version in package.json: 1.2.3 or 1.2.3-rc.1");

    /** What npm accepts for new packages. */
    private static final Pattern NAMES = Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*");

    private static final int MOST_LETTERS = 214;
    /** Semantic versions, semver.org, without build metadata. */
    private static final Pattern VERSIONS =
            Pattern.compile("(0|[1-9]\\d*)(\\.(0|[1-9]\\d*)){2}(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

    private PackageFile() {}

    static String of(Model model, ExportOptions options) throws ExportException {
        String name = options.text(PACKAGE.name());
        if (!NAMES.matcher(name).matches() || name.length() > MOST_LETTERS) {
            throw new ExportException("--option " + PACKAGE.name() + " is '" + name
                    + "', want a name for npm: lower-case letters, digits, '-', '.', '_', '~', with @scope/ in"
                    + " front if wanted");
        }
        String version = options.text(VERSION.name());
        if (!VERSIONS.matcher(version).matches()) {
            throw new ExportException(
                    "--option " + VERSION.name() + " is '" + version + "', want a semantic version such as 1.2.3");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("version", version);
        json.put(
                "description",
                "Picture classifier '%s': %d classes, fully quantized, WebAssembly"
                        .formatted(model.name(), model.labels().size()));
        json.put("keywords", List.of("image-classification", "webassembly", "quantized"));
        json.put("type", "module");
        Map<String, Object> main = new LinkedHashMap<>();
        main.put("types", "./classifier.d.ts");
        main.put("default", "./classifier.js");
        Map<String, Object> exports = new LinkedHashMap<>();
        exports.put(".", main);
        for (String asset : List.of("model.bin", "runtime.wasm", "runtime-simd.wasm", NAME)) {
            exports.put("./" + asset, "./" + asset);
        }
        json.put("exports", exports);
        json.put("types", "./classifier.d.ts");
        json.put("sideEffects", false);
        json.put("engines", Map.of("node", ">=18"));
        json.put("files", FILES);
        return JsonText.of(json) + "\n";
    }

    /** Beside README.md and package.json, which npm takes anyway. */
    private static final List<String> FILES = List.of(
            "classifier.js",
            "classifier.d.ts",
            "model.bin",
            "runtime.wasm",
            "runtime-simd.wasm",
            "index.html",
            "labels.txt",
            "selftest.png",
            "selftest.rgb",
            "selftest.json");
}
