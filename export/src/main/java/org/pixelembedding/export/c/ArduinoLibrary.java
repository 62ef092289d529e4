package org.pixelembedding.export.c;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.pixelembedding.model.Model;

/** The C files as a library for the Arduino IDE and PlatformIO: {@code library.properties}, {@code src}, an example sketch. */
final class ArduinoLibrary {
    private ArduinoLibrary() {}

    /** @param texts of the plain folder, by name */
    static Map<String, String> of(Model model, CNames names, Map<String, String> texts) {
        String name = name(model, names);
        Map<String, Object> title = Map.of("title", CTemplates.comment(model.name()), "library", name);
        Map<String, String> library = new LinkedHashMap<>();
        library.put("library.properties", CTemplates.filled("arduino/library.properties", title));
        library.put("keywords.txt", CTemplates.read("arduino/keywords.txt"));
        library.put("library.json", CTemplates.filled("arduino/library.json", Map.of("library", name)));
        // The header that the IDE includes for the library; the others keep their names.
        library.put("src/" + name + ".h", CTemplates.filled("arduino/library.h", title));
        for (String file : new String[] {"model.c", "model.h", "picture.c", "picture.h", "selftest.c", "selftest.h"}) {
            library.put("src/" + file, texts.get(file));
        }
        library.put("examples/SelfTest/SelfTest.ino", CTemplates.filled("arduino/SelfTest.ino", title));
        return library;
    }

    /** Letters, digits and underscores, as the IDE's library manager wants it; of the prefix, where one is given. */
    static String name(Model model, CNames names) {
        String letters = names.prefix().equals(CNames.USUAL) ? model.name() : names.prefix();
        letters = letters.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
        return "Pixemb_" + (letters.isEmpty() ? "model" : letters.toLowerCase(Locale.ROOT));
    }

    static String usage(CPlan plan, CNames names, CSource source) {
        return """
                This folder is a library. For the Arduino IDE copy it into `libraries/` of the sketchbook, or pack it as a zip and
                take *Sketch, Include Library, Add .ZIP Library*; then open *File, Examples, %1$s, SelfTest*. For PlatformIO
                copy it into `lib/` of the project.

                The example runs the self-test and tells the time of a picture. In your own sketch:

                ```cpp
                #include <%1$s.h>

                static uint8_t picture[MODEL_INPUT_BYTES]; // [y][x][colour]

                void answer() {
                  int32_t sums[MODEL_CLASSES];
                  model_sums(picture, sums);                     // the class sums
                  const uint32_t best = model_classify(picture); // their largest
                  Serial.println(model_labels[best]);
                }
                ```

                The board must have room for the memory below and for a picture, and 32-bit registers or more: on 8-bit AVR boards
                constants would go to RAM, and the header refuses to compile there.

                %2$s
                """.formatted(name(plan.model(), names), CUsage.pictures()) + CUsage.memory(plan, source);
    }
}
