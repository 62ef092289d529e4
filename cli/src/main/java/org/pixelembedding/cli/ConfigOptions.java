package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.train.TrainingConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Keys of the configuration as options of a command: {@code learningRate} is {@code --learning-rate}. */
final class ConfigOptions {
    private ConfigOptions() {}

    /** Adds an option for each of these keys. */
    static CommandSpec add(CommandSpec spec, Collection<String> keys) {
        Map<String, String> defaults = TrainingConfig.parse("defaults", "").values();
        for (String key : keys) {
            spec.addOption(OptionSpec.builder(option(key))
                    .type(String.class)
                    .paramLabel("VALUE")
                    .description(ConfigHelp.of(key) + " (default: "
                            + defaults.get(key).replace("\"", "") + ")")
                    .build());
        }
        return spec;
    }

    /** Settings of a file, if there is one, then of the options, which win. */
    static TrainingConfig read(CommandSpec spec, Optional<Path> file) throws IOException {
        TrainingConfig settings = file.isEmpty()
                ? TrainingConfig.parse("defaults", "")
                : TrainingConfig.parse(file.get().toString(), Files.readString(file.get(), StandardCharsets.UTF_8));
        return over(settings, spec);
    }

    /** The same settings with those that were given as options. */
    static TrainingConfig over(TrainingConfig settings, CommandSpec spec) {
        return settings.with(given(spec));
    }

    /** Keys that were given as options, with their values as YAML. */
    static Map<String, String> given(CommandSpec spec) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String key : TrainingConfig.OPTIONS) {
            OptionSpec option = spec.findOption(option(key));
            String value = option == null ? null : option.getValue();
            if (value != null) {
                given.put(key, yaml(key, value, spec));
            }
        }
        return given;
    }

    private static String option(String key) {
        return "--" + key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** A path may hold anything; the other values are words and numbers. */
    private static String yaml(String key, String value, CommandSpec spec) {
        if (value.isBlank()) {
            throw new ParameterException(spec.commandLine(), option(key) + " is empty, want a value");
        }
        return key.equals("network") ? "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : value;
    }
}
