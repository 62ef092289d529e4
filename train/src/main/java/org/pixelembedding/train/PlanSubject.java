package org.pixelembedding.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What somebody wants planned: a training configuration, or a network under the default configuration.
 *
 * @param network the one that {@code config} names, read
 */
public record PlanSubject(TrainingConfig config, NetworkSpec network) {

    /**
     * Reads a shipped network's name, a network's YAML file (it has {@code layers}), or a configuration's YAML file with
     * the network that it names.
     *
     * @throws ConfigException if there is no such thing, or with the problems of both files at once
     */
    public static PlanSubject read(String nameOrFile) throws IOException {
        boolean shipped = NetworkSpec.SHIPPED.contains(nameOrFile);
        if (!shipped && !Files.isRegularFile(Path.of(nameOrFile))) {
            throw new ConfigException(Names.unknown("network", nameOrFile, NetworkSpec.SHIPPED)
                    + " (a YAML file of a network or a configuration is possible too: there is no such file)");
        }
        if (shipped || YamlSection.read(Path.of(nameOrFile)).text("layers").isPresent()) {
            String quoted = "\"" + nameOrFile.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            return new PlanSubject(
                    TrainingConfig.parse("defaults", "network: " + quoted), NetworkSpec.load(nameOrFile));
        }
        Path file = Path.of(nameOrFile);
        TrainingConfig config;
        try {
            config = TrainingConfig.read(file);
        } catch (ConfigException e) {
            throw new ConfigException(e.getMessage() + networkProblems(YamlSection.read(file)));
        }
        return new PlanSubject(config, NetworkSpec.load(config.network()));
    }

    /** So that both files can be mended in one go. */
    private static String networkProblems(YamlSection config) throws IOException {
        String network = config.text("network").orElse("");
        if (network.isEmpty()) {
            return "";
        }
        try {
            NetworkSpec.load(network);
            return "";
        } catch (ConfigException e) {
            return "; " + e.getMessage();
        }
    }
}
