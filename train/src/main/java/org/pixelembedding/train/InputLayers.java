package org.pixelembedding.train;

import java.util.Arrays;
import org.pixelembedding.data.CounterRandom;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Makes input layers: new ones from a configuration and pixels, and those of a checkpoint from its arrays. */
final class InputLayers {
    /** Names of an input layer's arrays in a checkpoint. */
    static final String NORMALIZATION = "input.normalization";

    static final String CODES = "embedding.codes";
    static final String LATENTS = "embedding.table";
    static final String FIRST = "embedding.adam1";
    static final String SECOND = "embedding.adam2";

    private InputLayers() {}

    /**
     * An input layer before its first step.
     *
     * @param quantizer of the codes that the stem reads
     * @param statistics of the training pixels: thresholds come from them
     * @param normalization per colour mean, then standard deviation: 6 numbers
     * @param size height and width of the pictures
     */
    static InputLayer start(
            TrainingConfig config,
            LinearQuantizer quantizer,
            PixelStatistics statistics,
            float[] normalization,
            int size) {
        int bits = quantizer.bits();
        return switch (config.input()) {
            case FLOAT -> floatPixels(normalization);
            case DITHER -> dither(config, quantizer, size);
            case DIRECT -> FixedInput.codes(FixedCodes.direct(quantizer));
            case INT8, INT8_W8 -> FixedInput.codes(FixedCodes.pixel());
            case ONE_HOT -> FixedInput.codes(FixedCodes.oneHot(config.dimensions()));
            case BIT_PLANE, BIT_PLANE_DW -> FixedInput.codes(FixedCodes.bitPlanes());
            case GENERALIZED_THERMOMETER, THERMOMETER -> FixedInput.codes(thermometer(config, bits, statistics));
            case LEARNED_THERMOMETER -> LearnedThermometer.startingAt(thresholds(config, bits, statistics));
            case PIXEL_EMBEDDING -> {
                PixelEmbedding codes =
                        config.randomStart() ? random(config, bits) : thermometer(config, bits, statistics);
                yield config.joint()
                        ? JointInput.startingAt(
                                codes, config.tableStart(), quantizer, config.tableSmoothing(), config.seed())
                        : LookupEmbedding.startingAt(
                                codes, config.tableStart(), quantizer, config.tableSmoothing(), config.seed());
            }
        };
    }

    private static PixelEmbedding thermometer(TrainingConfig config, int bits, PixelStatistics statistics) {
        double[][] thresholds = thresholds(config, bits, statistics);
        int d = config.dimensions();
        byte[] codes = new byte[thresholds.length * PixelEmbedding.VALUES * d];
        for (int table = 0; table < thresholds.length; table++) {
            byte[] rows =
                    Thermometer.codes(thresholds[table], d, bits, config.order().equals("interleaved"));
            System.arraycopy(rows, 0, codes, table * rows.length, rows.length);
        }
        return new PixelEmbedding(thresholds.length, d, bits, codes);
    }

    /** Every code by itself, all alike likely: neighbouring values have nothing in common. */
    private static PixelEmbedding random(TrainingConfig config, int bits) {
        int tables = config.perColour() ? InputLayer.COLOURS : 1;
        byte[] codes = new byte[tables * PixelEmbedding.VALUES * config.dimensions()];
        CounterRandom random = CounterRandom.of(config.seed(), 0, 0, CounterRandom.Purpose.CODES);
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (random.nextDouble() * (1 << bits));
        }
        return new PixelEmbedding(tables, config.dimensions(), bits, codes);
    }

    /** Ascending, for each table. */
    private static double[][] thresholds(TrainingConfig config, int bits, PixelStatistics statistics) {
        int count = config.dimensions() * ((1 << bits) - 1);
        double[][] thresholds = new double[config.perColour() ? InputLayer.COLOURS : 1][];
        for (int table = 0; table < thresholds.length; table++) {
            long[] histogram = thresholds.length == 1 ? statistics.pooled() : statistics.histogram(table);
            thresholds[table] = switch (config.thresholds()) {
                case "uniform" -> Thermometer.uniform(count);
                case "range" -> Thermometer.range(histogram, count);
                case "quantile" -> Thermometer.quantiles(histogram, count);
                default -> throw new IllegalStateException(config.thresholds());
            };
        }
        return thresholds;
    }

    private static InputLayer dither(TrainingConfig config, LinearQuantizer quantizer, int size) {
        return new DitheredInput(BayerDither.of(config.dimensions(), quantizer.bits()), size);
    }

    private static InputLayer floatPixels(float[] normalization) {
        return FixedInput.floatPixels(Arrays.copyOfRange(normalization, 0, 3), Arrays.copyOfRange(normalization, 3, 6));
    }

    /**
     * The input layer that {@link #put} wrote down.
     *
     * @param size height and width of the pictures
     */
    static InputLayer stored(TrainingConfig config, LinearQuantizer quantizer, Parameters arrays, int size) {
        if (config.input() == InputKind.FLOAT) {
            return floatPixels(arrays.get(NORMALIZATION));
        }
        if (config.input() == InputKind.DITHER) {
            return dither(config, quantizer, size);
        }
        if (config.input() == InputKind.BIT_PLANE_DW) {
            return FixedInput.codes(FixedCodes.bitPlanes());
        }
        float[] stored = arrays.get(CODES);
        byte[] codes = new byte[stored.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (int) stored[i];
        }
        int d = config.input().dimensions(config.dimensions());
        if (config.joint()) {
            return new JointInput(
                    InputLayer.COLOURS * d,
                    quantizer,
                    arrays.get(LATENTS).clone(),
                    arrays.get(FIRST).clone(),
                    arrays.get(SECOND).clone(),
                    codes,
                    config.tableSmoothing());
        }
        int tables = codes.length / (PixelEmbedding.VALUES * d);
        return switch (config.input()) {
            case PIXEL_EMBEDDING ->
                new LookupEmbedding(
                        tables,
                        d,
                        quantizer,
                        arrays.get(LATENTS).clone(),
                        arrays.get(FIRST).clone(),
                        arrays.get(SECOND).clone(),
                        codes,
                        config.tableSmoothing());
            case LEARNED_THERMOMETER ->
                new LearnedThermometer(
                        tables,
                        d,
                        arrays.get(LATENTS).clone(),
                        arrays.get(FIRST).clone(),
                        arrays.get(SECOND).clone(),
                        codes);
            default -> FixedInput.codes(new PixelEmbedding(tables, d, quantizer.bits(), codes));
        };
    }

    /** The input layer's arrays: the codes it started from and, if it learns, latents and Adam's moments. */
    static void put(InputLayer input, Parameters arrays) {
        if (input instanceof LearnedInput learned) {
            LearnedState state = learned.state();
            arrays.put(CODES, floats(state.initialCodes()));
            arrays.put(LATENTS, state.latents().clone());
            arrays.put(FIRST, state.first().clone());
            arrays.put(SECOND, state.second().clone());
        } else if (input instanceof TableInput table) {
            table.frozen().ifPresent(codes -> arrays.put(CODES, floats(codes.toCodes())));
        }
    }

    private static float[] floats(byte[] codes) {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i] & 0xff;
        }
        return values;
    }
}
