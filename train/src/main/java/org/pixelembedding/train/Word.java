package org.pixelembedding.train;

import java.util.Arrays;
import java.util.List;

/** A choice that configurations, files and the command line name by a word. */
interface Word {
    /** The word. */
    String option();

    static List<String> options(Word[] choices) {
        return Arrays.stream(choices).map(Word::option).toList();
    }

    /**
     * The choice of that word.
     *
     * @param key what is chosen, as an error names it
     * @throws ConfigException if there is none
     */
    static <W extends Word> W of(String key, String option, W[] choices) {
        return Arrays.stream(choices)
                .filter(choice -> choice.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new ConfigException(Names.unknown(key, option, options(choices))));
    }

    /** What a key chooses; the default, with the problem told, if its word is unknown. */
    static <W extends Word> W read(YamlSection given, YamlSection defaults, String key, W[] choices) {
        return of(key, TrainingConfig.word(given, defaults, key, options(choices)), choices);
    }
}
