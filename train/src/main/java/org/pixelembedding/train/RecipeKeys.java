package org.pixelembedding.train;

import java.util.List;
import java.util.Map;

/** The keys of a configuration that make up its {@link Recipe}, and what they start from: every lever off, first-layer latents tied. */
final class RecipeKeys {
    static final String DEFAULTS = """
            ewgs: 0.0
            labelSmoothing: 0.0
            warmUp: 0.0
            gradientClip: 0.0
            averaging: 0.0
            activationsFirst: 0.0
            stemCommon: 0.75
            stemTie: 1.0
            patience: 0
            tableFrom: 0.0
            tableTo: 1.0
            renewStatistics: true
            """;

    static final List<String> KEYS = List.of(
            "ewgs",
            "labelSmoothing",
            "warmUp",
            "gradientClip",
            "averaging",
            "activationsFirst",
            "stemCommon",
            "stemTie",
            "patience",
            "tableFrom",
            "tableTo",
            "renewStatistics");

    private static final int MOST_EPOCHS = 1_000_000;

    private RecipeKeys() {}

    static Recipe read(YamlSection given, YamlSection defaults) {
        return new Recipe(
                TrainingConfig.real(given, defaults, "ewgs", 0, 1),
                TrainingConfig.real(given, defaults, "labelSmoothing", 0, 0.9),
                TrainingConfig.real(given, defaults, "warmUp", 0, MOST_EPOCHS),
                TrainingConfig.real(given, defaults, "gradientClip", 0, 1e6),
                TrainingConfig.real(given, defaults, "averaging", 0, 0.99999),
                TrainingConfig.real(given, defaults, "activationsFirst", 0, 0.95),
                TrainingConfig.real(given, defaults, "stemCommon", 0, 1),
                TrainingConfig.real(given, defaults, "stemTie", 0, 1),
                TrainingConfig.integer(given, defaults, "patience", 0, MOST_EPOCHS),
                TrainingConfig.real(given, defaults, "tableFrom", 0, 1),
                TrainingConfig.real(given, defaults, "tableTo", 0, 1),
                TrainingConfig.flag(given, defaults, "renewStatistics"));
    }

    /** Adds a problem for values that do not go together. */
    static void check(YamlSection given, TrainingConfig config) {
        Recipe recipe = config.recipe();
        if (recipe.warmUp() >= config.epochs()) {
            given.problem(
                    "warmUp is " + recipe.warmUp() + ", want fewer epochs than the " + config.epochs() + " of the run");
        }
        if (recipe.tableFrom() >= recipe.tableTo()) {
            given.problem("tableFrom is " + recipe.tableFrom() + " and tableTo is " + recipe.tableTo()
                    + ", want it to be smaller; a table that never learns is tableFactor: 0");
        }
        if (recipe.ewgs() > 0 && config.quantizers().kind() != QuantizerConfig.Kind.LINEAR) {
            given.problem("ewgs is " + recipe.ewgs() + " and quantizer is "
                    + config.quantizers().kind().option()
                    + ", want one of them: gradients are scaled by what the linear quantizer rounds off");
        }
        if (recipe.patience() > 0 && config.validation() == 0) {
            given.problem("patience is " + recipe.patience()
                    + " but validation is 0, want a part to judge epochs by: set validation, or patience to 0");
        }
    }

    static void put(Recipe recipe, Map<String, String> values) {
        values.put("ewgs", Double.toString(recipe.ewgs()));
        values.put("labelSmoothing", Double.toString(recipe.labelSmoothing()));
        values.put("warmUp", Double.toString(recipe.warmUp()));
        values.put("gradientClip", Double.toString(recipe.gradientClip()));
        values.put("averaging", Double.toString(recipe.averaging()));
        values.put("activationsFirst", Double.toString(recipe.activationsFirst()));
        values.put("stemCommon", Double.toString(recipe.stemCommon()));
        values.put("stemTie", Double.toString(recipe.stemTie()));
        values.put("patience", Integer.toString(recipe.patience()));
        values.put("tableFrom", Double.toString(recipe.tableFrom()));
        values.put("tableTo", Double.toString(recipe.tableTo()));
        values.put("renewStatistics", Boolean.toString(recipe.renewStatistics()));
    }
}
