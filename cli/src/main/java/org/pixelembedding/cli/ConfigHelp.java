package org.pixelembedding.cli;

import java.util.Map;
import org.pixelembedding.train.InputKind;
import org.pixelembedding.train.NetworkSpec;

/** One line of help for each configuration key. */
final class ConfigHelp {
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("network", String.join(", ", NetworkSpec.SHIPPED) + ", or the path of a YAML file"),
            Map.entry("width", "factor on the network's channels"),
            Map.entry("size", "height and width of pictures in pixels; 0 takes the network's"),
            Map.entry("input", String.join(", ", InputKind.options()) + " (float ends)"),
            Map.entry("dimensions", "codes per colour value of a table, bins of a one-hot code"),
            Map.entry("table", "per-colour, shared, or (of pixel-embedding) joint"),
            Map.entry(
                    "thresholds",
                    "where a table starts: quantile (of the training pixels), range (evenly over theirs), uniform (over 0 to 256), or random codes"),
            Map.entry("order", "of a table's thresholds over its dimensions: interleaved or block"),
            Map.entry("bits", "bits of activation codes, 1 to 8, where the network says nothing else"),
            Map.entry("tableBits", "bits of a table's codes, 1 to 8; 0 is as many as the network says"),
            Map.entry("classifier", "binary or float; follows the input unless given"),
            Map.entry(
                    "classifierCodes",
                    "codes a channel that a binary classifier reads, each by thresholds of its own; 0 is 1 for up to 32 classes, else 4"),
            Map.entry(
                    "classifierBits",
                    "bits of the codes that a classifier reads, 1 to 8; 0 is as many as the network says"),
            Map.entry("epochs", "passes over the training part"),
            Map.entry("batch", "pictures per step"),
            Map.entry("fullPrecision", "quantize nothing (wants input float): a yardstick, which is not frozen"),
            Map.entry("learningRate", "of Adam at the start; falls to 0 along a cosine"),
            Map.entry("weightDecay", "coupled, on latent convolution weights"),
            Map.entry("stemFactor", "learning-rate factor of a quantized first layer"),
            Map.entry(
                    "tableStart",
                    "latents that a learned table starts from: steps, or a ramp through its thresholds, which then can move one by one"),
            Map.entry("tableFactor", "learning-rate factor of a learned table; 0 keeps it fixed"),
            Map.entry("tableSmoothing", "smoothing of the table's gradient over grey levels; 0 is none"),
            Map.entry("tableShare", "share of each batch that the table's gradient is taken from"),
            Map.entry("flip", "mirror pictures left-right at random: true or false"),
            Map.entry("crop", "random crop after padding by so many pixels"),
            Map.entry("turns", "quarter turns at random: true or false"),
            Map.entry("flipVertical", "mirror pictures upside down at random: true or false"),
            Map.entry("randomCrop", "random resized crop: smallest share of the area kept, 1 is none"),
            Map.entry("brightness", "random factors from 1 - b to 1 + b, 0 to 1"),
            Map.entry("contrast", "random factors likewise"),
            Map.entry("saturation", "random factors likewise"),
            Map.entry("erasing", "how often a random rectangle is covered, 0 to 1"),
            Map.entry("policy", "random operations a picture (as RandAugment), 0 to 8"),
            Map.entry("policyStrength", "of these operations, 0 to 30"),
            Map.entry("noise", "grey levels by which a value may move either way, 0 to 64"),
            Map.entry("ewgs", "element-wise gradient scaling at all quantizers: 0 is none, 0.01 usual"),
            Map.entry("labelSmoothing", "share of each target spread over all classes, 0 to 0.9"),
            Map.entry("warmUp", "epochs over which the learning rate rises"),
            Map.entry("gradientClip", "largest norm of a step's gradients together; 0 is no limit"),
            Map.entry("averaging", "decay of the moving average of latents that is frozen; 0 is none"),
            Map.entry("activationsFirst", "share of the epochs before weights are quantized too, 0 to 0.95"),
            Map.entry("stemCommon", "share that first-layer latents of a colour and tap start from in common"),
            Map.entry(
                    "stemTie", "share of their gradients that first-layer latents of a colour and tap take in common"),
            Map.entry("patience", "end after so many epochs without a better validation; 0 is never"),
            Map.entry("tableFrom", "share of the run after which the table begins to learn"),
            Map.entry("tableTo", "share of the run after which the table stays as it is"),
            Map.entry("renewStatistics", "re-estimate batch norm at the end: true or false"),
            Map.entry("classWeights", "make rare classes weigh more in the loss: true or false"),
            Map.entry("balanced", "show every class equally often: true or false"),
            Map.entry("perClass", "at most so many training pictures a class, chosen by the seed; 0 is all"),
            Map.entry("keepClassifier", "with --from and equal labels: keep the classifier too, true or false"),
            Map.entry("bodyFactor", "learning-rate factor of all but the classifier"),
            Map.entry("frozenEpochs", "so many first epochs train the classifier only"),
            Map.entry("quantizer", "what activations learn: linear (nothing), learned-step or learned-thresholds"),
            Map.entry("quantizerFactor", "learning-rate factor of learned steps and thresholds"),
            Map.entry("teacher", "run directory or checkpoint whose answers are learned from too; empty is none"),
            Map.entry("teacherHash", "SHA-256 of the teacher; filled in when training starts"),
            Map.entry("teacherWeight", "share of the teacher in the loss, 0 to 1"),
            Map.entry("teacherTemperature", "both sides' logits are divided by it, above 0"),
            Map.entry("validation", "share of the training part held out to choose the best epoch"),
            Map.entry("seed", "of everything"),
            Map.entry("threads", "compute threads; part of what fixes the bytes"),
            Map.entry("precision", "of training steps: auto, float32 or bf16"));

    private ConfigHelp() {}

    static String of(String key) {
        String line = LINES.get(key);
        if (line == null) {
            throw new IllegalStateException("no help for configuration key " + key);
        }
        return line;
    }
}
