package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pixelembedding.train.torch.TorchRuntime;

/**
 * Where a training ran: what beside configuration and data may change its bytes (docs/NUMERICS.md, section 9). Kept in
 * checkpoints, never in models: two equal models may come from two machines.
 *
 * @param entries by name, in a fixed order
 */
public record Environment(Map<String, String> entries) {
    private static final String CPU = "cpu";
    private static final String INSTRUCTIONS = "instructions";
    private static final String ARCHITECTURE = "architecture";
    private static final String LIBRARY = "library";
    private static final String PROGRAM = "program";

    /** Recorded are more; threads and precision are compared with the configuration. */
    private static final List<String> COMPARED = List.of(CPU, INSTRUCTIONS, ARCHITECTURE, LIBRARY, PROGRAM);

    /** This process. */
    public static Environment here(TrainingConfig config) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("threads", Integer.toString(config.threads()));
        entries.put("precision", config.precision());
        entries.put(CPU, CpuFeatures.name());
        entries.put(INSTRUCTIONS, CpuFeatures.vectorInstructions());
        entries.put(ARCHITECTURE, System.getProperty("os.arch"));
        entries.put(LIBRARY, TorchRuntime.version());
        entries.put(PROGRAM, "pixel-embedding " + TrainedNetwork.version());
        entries.put("java", Runtime.version().toString());
        entries.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return new Environment(entries);
    }

    /** Reads what {@link #toText} wrote; other lines are passed over, so that an older program's can be compared. */
    public static Environment parse(String text) {
        Map<String, String> entries = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                entries.put(line.substring(0, colon), line.substring(colon + 2));
            }
        });
        return new Environment(entries);
    }

    /** One line {@code name: value} each. */
    public String toText() {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** What may change bytes and is not here as it was there, as {@code name (there, here)}; unknown values are equal. */
    public List<String> differences(Environment there) {
        List<String> differences = new ArrayList<>();
        for (String name : COMPARED) {
            String then = there.entries.get(name);
            String now = entries.get(name);
            if (then != null && now != null && !then.equals(now)) {
                differences.add(name + " (" + then + ", " + now + ")");
            }
        }
        return differences;
    }
}
