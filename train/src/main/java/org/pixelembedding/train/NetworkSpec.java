package org.pixelembedding.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network's body as its YAML file says it: a stem, blocks, a classifier. {@link Topology} turns it into steps with
 * channels and scales.
 *
 * @param name for people and files
 * @param size height and width that pictures are resized to if the user says nothing else
 */
public record NetworkSpec(String name, int size, List<Block> blocks) {
    /** The networks that ship with the toolkit. */
    public static final List<String> SHIPPED = List.of(
            "tiny", "resnet20", "resnet18-cifar", "vgg-small", "ern-mini", "ern18", "ern18-0.75", "ern34", "ern50");

    private static final List<String> TYPES =
            List.of("stem", "max-pool", "conv", "residual", "basic-block", "bottleneck", "classifier");

    /**
     * What stands in a line of the file. Channels are before the width factor. Blocks with convolutions have bits of
     * their own; the constructors without them take the defaults.
     */
    public sealed interface Block {
        /** First convolution; the input layer is in front of it. */
        record Stem(int channels, int kernel, int stride, LayerBits bits) implements Block {
            public Stem(int channels, int kernel, int stride) {
                this(channels, kernel, stride, LayerBits.DEFAULT);
            }
        }

        /** Max pooling of the codes before it. */
        record Pool(int size) implements Block {}

        /** Quantizer, then convolution. */
        record Conv(int channels, int kernel, int stride, LayerBits bits) implements Block {
            public Conv(int channels, int kernel, int stride) {
                this(channels, kernel, stride, LayerBits.DEFAULT);
            }
        }

        /** x + conv(q(BN(x))): one constant-scale convolution around which x is carried. */
        record Residual(int kernel, LayerBits bits) implements Block {
            public Residual(int kernel) {
                this(kernel, LayerBits.DEFAULT);
            }
        }

        /** Pre-activation basic blocks of Efficiera Residual Networks (arXiv 2410.11553); the stride is the first one's. */
        record Basic(int channels, int stride, int repeat, LayerBits bits) implements Block {
            public Basic(int channels, int stride, int repeat) {
                this(channels, stride, repeat, LayerBits.DEFAULT);
            }
        }

        /** The same with 1x1, 3x3, 1x1 convolutions; {@code channels} of the first two, four times that come out. */
        record Bottleneck(int channels, int stride, int repeat, LayerBits bits) implements Block {
            public Bottleneck(int channels, int stride, int repeat) {
                this(channels, stride, repeat, LayerBits.DEFAULT);
            }
        }

        /** Quantizer, 1x1 convolution to the classes, global sum. */
        record Classifier(LayerBits bits) implements Block {
            public Classifier() {
                this(LayerBits.DEFAULT);
            }
        }
    }

    public NetworkSpec {
        blocks = List.copyOf(blocks);
    }

    /**
     * A shipped network by name, or a YAML file by path.
     *
     * @throws ConfigException if there is neither, or the file cannot be used
     */
    public static NetworkSpec load(String nameOrFile) throws IOException {
        if (SHIPPED.contains(nameOrFile)) {
            return shipped(nameOrFile);
        }
        if (exists(nameOrFile)) {
            return of(YamlSection.read(Path.of(nameOrFile)));
        }
        throw new ConfigException(Names.unknown("network", nameOrFile, SHIPPED)
                + " (a path of a YAML file is possible too: there is no such file)");
    }

    /** Bits that the stem asks for. */
    LayerBits stemBits() {
        return blocks.getFirst() instanceof Block.Stem stem ? stem.bits() : LayerBits.DEFAULT;
    }

    /** The same network whose stem asks for these bits; 0 leaves the network's. */
    NetworkSpec withStemBits(int weight, int activation) {
        if (!(blocks.getFirst() instanceof Block.Stem stem)) {
            return this;
        }
        LayerBits bits = new LayerBits(
                weight == 0 ? stem.bits().weight() : weight,
                activation == 0 ? stem.bits().activation() : activation);
        List<Block> changed = new ArrayList<>(blocks);
        changed.set(0, new Block.Stem(stem.channels(), stem.kernel(), stem.stride(), bits));
        return new NetworkSpec(name, size, changed);
    }

    /** The same network whose classifier reads codes of so many bits; 0 leaves the network's. */
    NetworkSpec withClassifierBits(int activation) {
        if (activation == 0 || !(blocks.getLast() instanceof Block.Classifier(LayerBits bits))) {
            return this;
        }
        List<Block> changed = new ArrayList<>(blocks);
        changed.set(changed.size() - 1, new Block.Classifier(new LayerBits(bits.weight(), activation)));
        return new NetworkSpec(name, size, changed);
    }

    /** Whether {@link #load} would find anything. */
    static boolean exists(String nameOrFile) {
        return SHIPPED.contains(nameOrFile) || Files.isRegularFile(Path.of(nameOrFile));
    }

    private static NetworkSpec shipped(String name) {
        try (InputStream in = NetworkSpec.class.getResourceAsStream("networks/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("shipped network " + name + " is missing from the jar");
            }
            return of(YamlSection.parse(name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Back from {@link #toYaml}.
     *
     * @throws ConfigException if the text is not a network
     */
    static NetworkSpec parse(String source, String yaml) {
        return of(YamlSection.parse(source, yaml));
    }

    /** The network in one fixed form, which is what checkpoints keep: a run does not need the file that it came from. */
    public String toYaml() {
        StringBuilder yaml = new StringBuilder("name: \"" + name + "\"\nsize: " + size + "\nlayers:\n");
        for (Block block : blocks) {
            yaml.append("  - {")
                    .append(
                            switch (block) {
                                case Block.Stem(int channels, int kernel, int stride, LayerBits bits) ->
                                    "type: stem, channels: " + channels + ", kernel: " + kernel + ", stride: " + stride
                                            + bits.toYaml();
                                case Block.Pool(int size) -> "type: max-pool, size: " + size;
                                case Block.Conv(int channels, int kernel, int stride, LayerBits bits) ->
                                    "type: conv, channels: " + channels + ", kernel: " + kernel + ", stride: " + stride
                                            + bits.toYaml();
                                case Block.Residual(int kernel, LayerBits bits) ->
                                    "type: residual, kernel: " + kernel + bits.toYaml();
                                case Block.Basic(int channels, int stride, int repeat, LayerBits bits) ->
                                    "type: basic-block, channels: " + channels + ", stride: " + stride + ", repeat: "
                                            + repeat + bits.toYaml();
                                case Block.Bottleneck(int channels, int stride, int repeat, LayerBits bits) ->
                                    "type: bottleneck, channels: " + channels + ", stride: " + stride + ", repeat: "
                                            + repeat + bits.toYaml();
                                case Block.Classifier(LayerBits bits) -> "type: classifier" + bits.toYaml();
                            })
                    .append("}\n");
        }
        return yaml.toString();
    }

    static NetworkSpec of(YamlSection root) {
        String name = root.text("name").orElse("network");
        int size = root.integer("size", 4, 4096).orElse(64);
        List<Block> blocks = new ArrayList<>();
        List<YamlSection> lines = root.sections("layers");
        for (YamlSection line : lines) {
            Optional<String> type = line.word("type", TYPES);
            if (type.isPresent()) {
                blocks.add(block(type.get(), line));
                line.refuseUnknown(); // which keys there are is a matter of the type
            } else if (line.text("type").isEmpty()) {
                line.problem(line.where("type") + " is missing, want one of " + String.join(", ", TYPES));
            }
        }
        root.refuseUnknown();
        if (!name.matches("[A-Za-z0-9._-]{1,60}")) {
            root.problem("name is '" + name + "', want 1 to 60 letters, digits, '.', '_' or '-'");
        }
        if (blocks.size() == lines.size()) {
            refuseOrder(root, blocks);
        }
        root.check();
        return new NetworkSpec(name, size, blocks);
    }

    private static void refuseOrder(YamlSection root, List<Block> blocks) {
        if (blocks.size() < 2
                || !(blocks.getFirst() instanceof Block.Stem)
                || !(blocks.getLast() instanceof Block.Classifier)) {
            root.problem("layers: want a stem first and a classifier last");
        } else {
            for (int i = 1; i < blocks.size() - 1; i++) {
                if (blocks.get(i) instanceof Block.Stem || blocks.get(i) instanceof Block.Classifier) {
                    root.problem("layers[" + i + "]: only the first may be a stem and only the last a classifier");
                }
                if (blocks.get(i) instanceof Block.Residual
                        && !(blocks.get(i - 1) instanceof Block.Conv)
                        && !(blocks.get(i - 1) instanceof Block.Residual)
                        && !(blocks.get(i - 1) instanceof Block.Basic)
                        && !(blocks.get(i - 1) instanceof Block.Bottleneck)) {
                    root.problem("layers[" + i + "]: a residual follows a conv, a residual or a basic-block, because no"
                            + " pooled code and no input layer may feed an add");
                }
            }
        }
    }

    private static Block block(String type, YamlSection line) {
        return switch (type) {
            case "stem" ->
                new Block.Stem(
                        channels(line), line.integer("kernel", 1, 11).orElse(3), stride(line), LayerBits.read(line));
            case "max-pool" -> new Block.Pool(line.integer("size", 2, 8).orElse(2));
            case "conv" ->
                new Block.Conv(
                        channels(line), line.integer("kernel", 1, 11).orElse(3), stride(line), LayerBits.read(line));
            case "residual" -> new Block.Residual(line.integer("kernel", 1, 11).orElse(3), LayerBits.read(line));
            case "basic-block" ->
                new Block.Basic(
                        channels(line),
                        stride(line),
                        line.integer("repeat", 1, 100).orElse(1),
                        LayerBits.read(line));
            case "bottleneck" ->
                new Block.Bottleneck(
                        channels(line),
                        stride(line),
                        line.integer("repeat", 1, 100).orElse(1),
                        LayerBits.read(line));
            default -> new Block.Classifier(LayerBits.read(line));
        };
    }

    private static int stride(YamlSection line) {
        return line.integer("stride", 1, 8).orElse(1);
    }

    private static int channels(YamlSection line) {
        return line.integer("channels", 1, 65536).orElseGet(() -> {
            line.problem(line.where("channels") + " is missing or wrong, want 1..65536");
            return 1;
        });
    }
}
