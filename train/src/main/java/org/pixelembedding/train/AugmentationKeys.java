package org.pixelembedding.train;

import java.util.List;
import java.util.Map;
import org.pixelembedding.data.Augmentation;

/** The keys of a configuration that say how pictures are varied, and what they start from. */
final class AugmentationKeys {
    static final String DEFAULTS = """
            flip: true
            crop: 4
            turns: false
            flipVertical: false
            randomCrop: 1.0
            brightness: 0.0
            contrast: 0.0
            saturation: 0.0
            erasing: 0.0
            policy: 0
            policyStrength: 9
            noise: 0
            """;

    static final List<String> KEYS = List.of(
            "flip",
            "crop",
            "turns",
            "flipVertical",
            "randomCrop",
            "brightness",
            "contrast",
            "saturation",
            "erasing",
            "policy",
            "policyStrength",
            "noise");

    private AugmentationKeys() {}

    static Augmentation read(YamlSection given, YamlSection defaults) {
        return new Augmentation(
                TrainingConfig.flag(given, defaults, "flip"),
                TrainingConfig.flag(given, defaults, "flipVertical"),
                TrainingConfig.flag(given, defaults, "turns"),
                TrainingConfig.integer(given, defaults, "crop", 0, 256),
                TrainingConfig.real(given, defaults, "randomCrop", 0.01, 1),
                TrainingConfig.real(given, defaults, "brightness", 0, 1),
                TrainingConfig.real(given, defaults, "contrast", 0, 1),
                TrainingConfig.real(given, defaults, "saturation", 0, 1),
                TrainingConfig.real(given, defaults, "erasing", 0, 1),
                TrainingConfig.integer(given, defaults, "policy", 0, 8),
                TrainingConfig.integer(given, defaults, "policyStrength", 0, 30),
                TrainingConfig.integer(given, defaults, "noise", 0, 64));
    }

    static void put(Augmentation augmentation, Map<String, String> values) {
        values.put("flip", Boolean.toString(augmentation.horizontalFlip()));
        values.put("crop", Integer.toString(augmentation.cropPadding()));
        values.put("turns", Boolean.toString(augmentation.quarterTurns()));
        values.put("flipVertical", Boolean.toString(augmentation.verticalFlip()));
        values.put("randomCrop", Double.toString(augmentation.randomCrop()));
        values.put("brightness", Double.toString(augmentation.brightness()));
        values.put("contrast", Double.toString(augmentation.contrast()));
        values.put("saturation", Double.toString(augmentation.saturation()));
        values.put("erasing", Double.toString(augmentation.erasing()));
        values.put("policy", Integer.toString(augmentation.policy()));
        values.put("policyStrength", Integer.toString(augmentation.policyStrength()));
        values.put("noise", Integer.toString(augmentation.noise()));
    }
}
