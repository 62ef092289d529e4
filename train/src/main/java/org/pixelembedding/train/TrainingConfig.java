package org.pixelembedding.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pixelembedding.data.Augmentation;

/**
 * Every setting that changes a training's result. Read from YAML over defaults; {@link #toYaml} writes it back in one
 * fixed form, which is what run directories keep and what {@link #hash} covers.
 *
 * @param network a shipped network's name or the path of a YAML file
 * @param width factor on the network's channels
 * @param size height and width of pictures; 0 takes the network's
 * @param input which input layer
 * @param dimensions d, codes per colour value, of tables
 * @param table {@code per-colour}, {@code shared} or {@code joint} (of pixel embedding only)
 * @param thresholds where a table starts: {@code uniform}, over the {@code range} of the training pixels, at their {@code quantile}s, or,
 *     without any, at {@code random} codes
 * @param order of the thermometer's thresholds over dimensions: {@code interleaved} or {@code block}
 * @param tableStart which latents a learned table starts from
 * @param bits activation bits, of the table too
 * @param tableBits bits of the table's codes; 0 is as many as the network's stem reads
 * @param classifier {@code binary} or {@code float}
 * @param classifierCodes codes of a channel that a low-bit classifier reads, each by thresholds of its own; 0 leaves it to
 *     the number of classes ({@link #forClasses})
 * @param classifierBits bits of the codes that the classifier reads; 0 is as many as the network says
 * @param fullPrecision whether nothing is quantized (float pixels, float weights, ReLU): a yardstick that cannot be frozen
 * @param epochs passes over the training part
 * @param batch pictures per step
 * @param learningRate at the start; cosine to 0
 * @param weightDecay coupled, on latent convolution weights only
 * @param stemFactor learning-rate factor of a quantized stem (a float stem takes 1)
 * @param tableFactor learning-rate factor of the table
 * @param tableSmoothing standard deviation, in grey levels, of the smoothing of the table's gradient; 0 is none
 * @param tableShare share of each batch whose pixels give the table its gradient, 0 (fixed table) to 1
 * @param augmentation how pictures are varied, from several keys (see {@link AugmentationKeys})
 * @param recipe levers of low-bit training, from several keys (see {@link RecipeKeys})
 * @param classWeights whether rare classes weigh more in the loss, so that all classes count alike
 * @param balanced whether epochs show every class equally often
 * @param perClass at most so many pictures a class of the training part, chosen by the seed; 0 is all
 * @param transfer how trained features that the training starts from are treated, from several keys (see
 *     {@link TransferKeys})
 * @param quantizers what activation quantizers learn, from several keys (see {@link QuantizerConfig})
 * @param distillation whom the network learns from beside the labels, from several keys (see {@link DistillationConfig})
 * @param validation share of the training part held out to choose the best epoch
 * @param seed of everything
 * @param threads compute threads; part of what fixes the bytes
 * @param precision of the convolutions in training steps: {@code float32}, {@code bf16}, or {@code auto} (bf16 where the
 *     CPU has instructions for it); freezing and evaluation are exact in any case
 */
public record TrainingConfig(
        String network,
        double width,
        int size,
        InputKind input,
        int dimensions,
        String table,
        String thresholds,
        String order,
        TableStart tableStart,
        int bits,
        int tableBits,
        String classifier,
        int classifierCodes,
        int classifierBits,
        boolean fullPrecision,
        int epochs,
        int batch,
        double learningRate,
        double weightDecay,
        double stemFactor,
        double tableFactor,
        double tableSmoothing,
        double tableShare,
        Augmentation augmentation,
        Recipe recipe,
        boolean classWeights,
        boolean balanced,
        int perClass,
        TransferSettings transfer,
        QuantizerConfig quantizers,
        DistillationConfig distillation,
        double validation,
        long seed,
        int threads,
        String precision) {

    /** Key of {@link #classifierCodes}. */
    static final String CLASSIFIER_CODES = "classifierCodes";

    /** Key of {@link #classifierBits}. */
    static final String CLASSIFIER_BITS = "classifierBits";

    /** Key of {@link #fullPrecision}. */
    static final String FULL_PRECISION = "fullPrecision";

    /** Key of {@link #tableStart}. */
    static final String TABLE_START = "tableStart";

    /** Key of {@link #tableBits}. */
    static final String TABLE_BITS = "tableBits";

    /** Where every key starts from. */
    public static final String DEFAULTS = """
            network: tiny
            width: 1.0
            size: 0
            input: pixel-embedding
            dimensions: 21
            table: per-colour
            thresholds: range
            order: interleaved
            tableStart: steps
            bits: 2
            tableBits: 0
            classifierCodes: 0
            classifierBits: 0
            fullPrecision: false
            epochs: 40
            batch: 64
            learningRate: 0.002
            weightDecay: 1.0e-5
            stemFactor: 0.5
            tableFactor: 1.0
            tableSmoothing: 10.0
            tableShare: 0.25
            """ + AugmentationKeys.DEFAULTS + RecipeKeys.DEFAULTS + """
            classWeights: false
            balanced: false
            perClass: 0
            """
            + TransferKeys.DEFAULTS + QuantizerConfig.DEFAULTS + DistillationConfig.DEFAULTS + """
            validation: 0.1
            seed: 1
            threads: 2
            precision: auto
            """;

    /** All keys, in the order of {@link #toYaml}. */
    public static final List<String> KEYS = Stream.of(
                    List.of(
                            "network",
                            "width",
                            "size",
                            "input",
                            "dimensions",
                            "table",
                            "thresholds",
                            "order",
                            TABLE_START,
                            "bits",
                            TABLE_BITS,
                            "classifier",
                            CLASSIFIER_CODES,
                            CLASSIFIER_BITS,
                            FULL_PRECISION,
                            "epochs",
                            "batch",
                            "learningRate",
                            "weightDecay",
                            "stemFactor",
                            "tableFactor",
                            "tableSmoothing",
                            "tableShare"),
                    AugmentationKeys.KEYS,
                    RecipeKeys.KEYS,
                    List.of("classWeights", "balanced", "perClass"),
                    TransferKeys.KEYS,
                    QuantizerConfig.KEYS,
                    DistillationConfig.KEYS,
                    List.of("validation", "seed", "threads", "precision"))
            .flatMap(List::stream)
            .toList();

    /** Those that a user may set; the others are written down by a command. */
    public static final List<String> OPTIONS =
            KEYS.stream().filter(key -> !key.equals(TransferKeys.FROM)).toList();

    /** Those that say how pictures are varied. */
    public static final List<String> AUGMENTATION_KEYS = AugmentationKeys.KEYS;

    /** Keys that earlier versions did not have: they do not change a configuration's hash while they say what those versions did. */
    private static final Set<String> LATER_KEYS = Stream.of(
                    List.of(
                            "flipVertical",
                            "randomCrop",
                            "brightness",
                            "contrast",
                            "saturation",
                            "erasing",
                            "policy",
                            "policyStrength",
                            "noise",
                            "classWeights",
                            "balanced",
                            "perClass",
                            TABLE_START,
                            TABLE_BITS,
                            CLASSIFIER_CODES,
                            CLASSIFIER_BITS,
                            FULL_PRECISION),
                    RecipeKeys.KEYS,
                    TransferKeys.KEYS,
                    QuantizerConfig.KEYS,
                    DistillationConfig.KEYS)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** What those versions did, where it is not the default today. */
    private static final Map<String, String> EARLIER = Map.of("stemTie", "0.0", CLASSIFIER_CODES, "1");

    /**
     * With more classes than this a binary classifier reads several codes of a channel. With 10 classes (eurosat-mini) it makes
     * no difference, with 100 (CIFAR-100) nearly five points: docs/METHOD.md, section 4.6. This is the geometric middle.
     */
    private static final int FEW_CLASSES = 32;

    /** More go on helping, at the same price each; four are what three seeds were measured with. */
    private static final int CODES_FOR_MANY_CLASSES = 4;

    private static final String JOINT = "joint";
    private static final String RANDOM = "random";

    /** Where files lie does not change the result; what a teacher's holds is in {@code teacherHash}. */
    private static final String TEACHER = "teacher";

    /** A YAML file over the defaults. */
    public static TrainingConfig read(Path file) throws IOException {
        return parse(file.toString(), java.nio.file.Files.readString(file, StandardCharsets.UTF_8));
    }

    /**
     * A configuration as {@link #toYaml} wrote it, now or in an earlier version: keys that the version did not know yet say what
     * it did, which need not be the default of today.
     *
     * @throws ConfigException with all problems at once
     */
    public static TrainingConfig recorded(String source, String text) {
        Map<String, String> unknown = new LinkedHashMap<>(EARLIER);
        unknown.keySet().removeAll(keysIn(source, text));
        return parse(source, text + "\n" + text(unknown));
    }

    /**
     * YAML text over the defaults; later lines of {@code text} may not repeat a key.
     *
     * @throws ConfigException with all problems at once
     */
    public static TrainingConfig parse(String source, String text) {
        YamlSection given = YamlSection.parse(source, text);
        YamlSection defaults = YamlSection.parse("defaults", DEFAULTS);
        TrainingConfig config = new TrainingConfig(
                given.text("network").or(() -> defaults.text("network")).orElseThrow(),
                real(given, defaults, "width", 0.0625, 16),
                integer(given, defaults, "size", 0, 4096),
                Word.read(given, defaults, "input", InputKind.values()),
                integer(given, defaults, "dimensions", 1, 1024),
                word(given, defaults, "table", List.of("per-colour", "shared", JOINT)),
                word(given, defaults, "thresholds", List.of("range", "uniform", "quantile", RANDOM)),
                word(given, defaults, "order", List.of("interleaved", "block")),
                Word.read(given, defaults, TABLE_START, TableStart.values()),
                integer(given, defaults, "bits", 1, 8),
                integer(given, defaults, TABLE_BITS, 0, 8),
                given.word("classifier", List.of("binary", "float"))
                        .orElse("float".equals(given.text("input").orElse("")) ? "float" : "binary"),
                integer(given, defaults, CLASSIFIER_CODES, 0, 16),
                integer(given, defaults, CLASSIFIER_BITS, 0, 8),
                flag(given, defaults, FULL_PRECISION),
                integer(given, defaults, "epochs", 1, 1_000_000),
                integer(given, defaults, "batch", 2, 65536),
                real(given, defaults, "learningRate", 1e-9, 10),
                real(given, defaults, "weightDecay", 0, 1),
                real(given, defaults, "stemFactor", 0, 100),
                real(given, defaults, "tableFactor", 0, 1000),
                real(given, defaults, "tableSmoothing", 0, 64),
                real(given, defaults, "tableShare", 0, 1),
                AugmentationKeys.read(given, defaults),
                RecipeKeys.read(given, defaults),
                flag(given, defaults, "classWeights"),
                flag(given, defaults, "balanced"),
                integer(given, defaults, "perClass", 0, Integer.MAX_VALUE),
                TransferKeys.read(given, defaults),
                QuantizerConfig.read(given, defaults),
                DistillationConfig.read(given, defaults),
                real(given, defaults, "validation", 0, 0.9),
                given.whole("seed").or(() -> defaults.whole("seed")).orElseThrow(),
                integer(given, defaults, "threads", 1, 256),
                word(given, defaults, "precision", List.of("auto", "float32", "bf16")));
        if (config.classWeights && config.balanced) {
            given.problem("classWeights and balanced are both true, want at most one: either evens out the classes");
        }
        if (config.joint() && config.input != InputKind.PIXEL_EMBEDDING) {
            given.problem("table is joint, which input " + config.input.option()
                    + " cannot be; want input: pixel-embedding, or table: per-colour or shared");
        }
        if (config.randomStart() && config.input != InputKind.PIXEL_EMBEDDING) {
            given.problem("thresholds is random, which input " + config.input.option()
                    + " cannot start from; want input: pixel-embedding, or thresholds: range, uniform or quantile");
        }
        if (config.randomStart() && config.tableStart == TableStart.RAMP) {
            given.problem(TABLE_START + " is " + config.tableStart.option()
                    + " and thresholds is random, which has no thresholds to draw a line through; want tableStart: steps, or"
                    + " thresholds: range, uniform or quantile");
        }
        if (config.classifierCodes > 1 && config.quantizers.kind() == QuantizerConfig.Kind.LEARNED_STEP) {
            given.problem(
                    CLASSIFIER_CODES + " is " + config.classifierCodes + " and quantizer is learned-step, want one of"
                            + " them: codes of different steps cannot be counted together");
        }
        config.checkFullPrecision(given);
        RecipeKeys.check(given, config);
        given.refuseUnknown();
        given.check();
        return config;
    }

    private void checkFullPrecision(YamlSection given) {
        if (!fullPrecision) {
            return;
        }
        if (input != InputKind.FLOAT || !floatClassifier()) {
            given.problem(FULL_PRECISION + " is true, and input " + input.option() + " and classifier " + classifier
                    + " have codes; want input: float and classifier: float");
        }
        if (quantizers.kind() != QuantizerConfig.Kind.LINEAR || recipe.ewgs() > 0 || recipe.activationsFirst() > 0) {
            given.problem(
                    FULL_PRECISION + " is true, so there is nothing for quantizer, ewgs and activationsFirst to work"
                            + " on; want quantizer: linear, ewgs: 0 and activationsFirst: 0");
        }
        if (transfer.started()) {
            given.problem(FULL_PRECISION + " is true, want a start from nothing, got one from trained features");
        }
    }

    /** Keys that a YAML text sets. */
    public static Set<String> keysIn(String source, String text) {
        return YamlSection.parse(source, text).keys();
    }

    /** The same with one key set; the value is YAML. */
    public TrainingConfig with(String key, String value) {
        return with(Map.of(key, value));
    }

    /**
     * The same with some keys set, as options on the command line do; values are YAML.
     *
     * @throws ConfigException with all problems at once
     */
    public TrainingConfig with(Map<String, String> changes) {
        Map<String, String> values = values();
        for (String key : changes.keySet()) {
            if (!values.containsKey(key)) {
                throw new ConfigException(Names.unknown("key", key, KEYS));
            }
        }
        if (changes.containsKey("input") && classifierFollowsInput()) {
            values.remove("classifier");
        }
        values.putAll(changes);
        return parse("options", text(values));
    }

    /** The same with {@code auto} replaced by what this CPU's features decide. */
    public TrainingConfig resolved() {
        return precision.equals("auto") ? with("precision", CpuFeatures.hasBf16() ? "bf16" : "float32") : this;
    }

    /**
     * The same with the number of codes that a classifier of so many classes reads, where that was left open: 1 for 32 classes
     * and fewer, for a float classifier and for {@code learned-step}, which cannot have more; else 4.
     */
    public TrainingConfig forClasses(int classes) {
        if (classifierCodes > 0) {
            return this;
        }
        boolean one =
                classes <= FEW_CLASSES || floatClassifier() || quantizers.kind() == QuantizerConfig.Kind.LEARNED_STEP;
        return with(CLASSIFIER_CODES, Integer.toString(one ? 1 : CODES_FOR_MANY_CLASSES));
    }

    private boolean classifierFollowsInput() {
        return classifier.equals(input == InputKind.FLOAT ? "float" : "binary");
    }

    /**
     * The network with the bits of its stem that the input layer, or else {@link #tableBits}, is about, and with
     * {@link #classifierBits}.
     */
    NetworkSpec fit(NetworkSpec network) {
        NetworkSpec fitted = input.fit(network).withClassifierBits(classifierBits);
        return input.choosesBits() ? fitted.withStemBits(0, tableBits) : fitted;
    }

    /** Whether every colour has a table of its own. */
    public boolean perColour() {
        return !table.equals("shared");
    }

    /** Whether a table starts without any order of its values. */
    boolean randomStart() {
        return thresholds.equals(RANDOM);
    }

    /** Whether codes look at the sum of three tables' entries. */
    public boolean joint() {
        return table.equals(JOINT);
    }

    /** Keys that a training with this input layer and classifier does not look at, whatever their values are. */
    public Set<String> keysWithoutEffect() {
        Set<String> keys = new TreeSet<>();
        if (!input.learns()) {
            keys.addAll(List.of("tableFactor", "tableSmoothing", "tableShare", "tableFrom", "tableTo"));
        }
        if (input != InputKind.PIXEL_EMBEDDING) {
            keys.add(TABLE_START);
        }
        if (!input.fitsColours()) {
            keys.addAll(List.of("table", "thresholds", "order"));
        }
        if (floatClassifier()) {
            keys.add(CLASSIFIER_CODES);
        }
        if (fullPrecision) {
            keys.addAll(List.of("bits", CLASSIFIER_BITS));
        }
        if (!input.choosesBits()) {
            keys.add(TABLE_BITS);
        }
        if (!input.grows()) {
            keys.add("stemCommon");
        }
        if (!input.ties(dimensions)) {
            keys.add("stemTie");
        }
        return keys;
    }

    /** {@link Recipe#stemTie} where the input layer has codes to tie, else 0. */
    public double stemTie() {
        return input.ties(dimensions) ? recipe.stemTie() : 0;
    }

    /** Which ends work on floats: {@code none}, {@code first}, {@code last} or {@code both}; {@code all}, if nothing is quantized. */
    public String floatEnds() {
        if (fullPrecision) {
            return "all";
        }
        boolean first = input == InputKind.FLOAT;
        return first ? floatClassifier() ? "both" : "first" : floatClassifier() ? "last" : "none";
    }

    public boolean floatClassifier() {
        return classifier.equals("float");
    }

    /** Every key with its value, one line each, in a fixed order. */
    public String toYaml() {
        return text(values());
    }

    private static String text(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** SHA-256 of {@link #toYaml}, without later keys that say what was done before there were any; hexadecimal. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(hashed().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String hashed() {
        Map<String, String> values = values();
        Map<String, String> until = recorded("earlier", "").values();
        values.remove(TEACHER);
        values.entrySet()
                .removeIf(entry ->
                        LATER_KEYS.contains(entry.getKey()) && entry.getValue().equals(until.get(entry.getKey())));
        return text(values);
    }

    /** Keys whose values differ, as {@code key (this value, that value)}. */
    public List<String> differences(TrainingConfig that) {
        Map<String, String> theirs = that.values();
        return values().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(TEACHER))
                .filter(entry -> !entry.getValue().equals(theirs.get(entry.getKey())))
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ", " + theirs.get(entry.getKey()) + ")")
                .toList();
    }

    /** Every key with its value as YAML. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("network", quoted(network));
        values.put("width", Double.toString(width));
        values.put("size", Integer.toString(size));
        values.put("input", input.option());
        values.put("dimensions", Integer.toString(dimensions));
        values.put("table", table);
        values.put("thresholds", thresholds);
        values.put("order", order);
        values.put(TABLE_START, tableStart.option());
        values.put("bits", Integer.toString(bits));
        values.put(TABLE_BITS, Integer.toString(tableBits));
        values.put("classifier", classifier);
        values.put(CLASSIFIER_CODES, Integer.toString(classifierCodes));
        values.put(CLASSIFIER_BITS, Integer.toString(classifierBits));
        values.put(FULL_PRECISION, Boolean.toString(fullPrecision));
        values.put("epochs", Integer.toString(epochs));
        values.put("batch", Integer.toString(batch));
        values.put("learningRate", Double.toString(learningRate));
        values.put("weightDecay", Double.toString(weightDecay));
        values.put("stemFactor", Double.toString(stemFactor));
        values.put("tableFactor", Double.toString(tableFactor));
        values.put("tableSmoothing", Double.toString(tableSmoothing));
        values.put("tableShare", Double.toString(tableShare));
        AugmentationKeys.put(augmentation, values);
        RecipeKeys.put(recipe, values);
        values.put("classWeights", Boolean.toString(classWeights));
        values.put("balanced", Boolean.toString(balanced));
        values.put("perClass", Integer.toString(perClass));
        TransferKeys.put(transfer, values);
        quantizers.put(values);
        distillation.put(values);
        values.put("validation", Double.toString(validation));
        values.put("seed", Long.toString(seed));
        values.put("threads", Integer.toString(threads));
        values.put("precision", precision);
        return values;
    }

    static int integer(YamlSection given, YamlSection defaults, String key, int min, int max) {
        return given.integer(key, min, max)
                .or(() -> defaults.integer(key, min, max))
                .orElseThrow();
    }

    static double real(YamlSection given, YamlSection defaults, String key, double min, double max) {
        return given.real(key, min, max).or(() -> defaults.real(key, min, max)).orElseThrow();
    }

    static boolean flag(YamlSection given, YamlSection defaults, String key) {
        return given.flag(key).or(() -> defaults.flag(key)).orElseThrow();
    }

    /** A YAML string. */
    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static String word(YamlSection given, YamlSection defaults, String key, List<String> allowed) {
        return given.word(key, allowed).or(() -> defaults.text(key)).orElseThrow();
    }
}
