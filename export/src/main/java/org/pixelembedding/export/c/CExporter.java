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

/** Freestanding C99: model.c and model.h, a self-test and an example. Integers only. */
public final class CExporter implements Exporter {
    private static final String FLASH = "flash";
    private static final String SHAPE = "shape";
    private static final String PLAIN = "plain";
    private static final String ARDUINO = "arduino";

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
                new ExportOption(SHAPE, PLAIN, "plain, or arduino: a library for the Arduino IDE and PlatformIO"));
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        Model model = request.model();
        UnsupportedLayers.refuse(this, model);
        long flash = request.options().whole(FLASH, 0, Long.MAX_VALUE);
        boolean arduino =
                request.options().choice(SHAPE, List.of(PLAIN, ARDUINO)).equals(ARDUINO);
        CPlan plan = new CPlan(model);
        CSource source = CSource.of(plan, flash);
        Map<String, String> texts = CFiles.all(plan, source, request.selfTest());
        if (arduino) {
            texts = ArduinoLibrary.of(model, texts);
        }
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return arduino ? ArduinoLibrary.usage(plan, source) : CUsage.of(plan, source);
    }
}
