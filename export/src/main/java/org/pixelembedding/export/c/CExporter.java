package org.pixelembedding.export.c;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.ExportOption;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.model.Model;

/** Freestanding C99: model.c and model.h, pictures of any size, a self-test and an example. Integers only. */
public final class CExporter implements Exporter {
    private static final String FLASH = "flash";
    private static final String SHAPE = "shape";
    private static final String PLAIN = "plain";
    private static final String ARDUINO = "arduino";
    private static final String PREFIX = "prefix";

    @Override
    public String target() {
        return "c";
    }

    @Override
    public String summary() {
        return "C99 without library, allocation or floats: for microcontrollers and everything else with a C compiler";
    }

    @Override
    public List<ExportOption> options() {
        return List.of(
                new ExportOption(
                        FLASH,
                        "0",
                        "bytes that all constants may take; where its table of sums fits in, the first layer is looked up "
                                + "instead of counted bit by bit (0: as small as it can be)"),
                new ExportOption(SHAPE, PLAIN, "plain, or arduino: a library for the Arduino IDE and PlatformIO"),
                new ExportOption(
                        PREFIX,
                        CNames.USUAL,
                        "what files, functions and macros begin with, for several models in one program"));
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        Model model = request.model();
        UnsupportedLayers.refuse(this, model);
        long flash = request.options().whole(FLASH, 0, Long.MAX_VALUE);
        boolean arduino =
                request.options().choice(SHAPE, List.of(PLAIN, ARDUINO)).equals(ARDUINO);
        CNames names = new CNames(request.options()
                .matching(
                        PREFIX,
                        CNames.PREFIX,
                        "up to 31 lower-case letters, digits and underscores, a letter first; not pix or selftest"));
        CPlan plan = new CPlan(model);
        CSource source = CSource.of(plan, flash);
        Map<String, String> texts = CFiles.all(plan, source, request.selfTest());
        if (arduino) {
            texts = ArduinoLibrary.of(model, names, texts);
        }
        for (Map.Entry<String, String> file : names.files(texts).entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return names.text(arduino ? ArduinoLibrary.usage(plan, names, source) : CUsage.of(plan, source));
    }
}
