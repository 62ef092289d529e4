package org.pixelembedding.format;

import org.pixelembedding.model.PackedWeights;

/**
 * Numbers of a few bits each, one behind the other: number i of b bits takes bits {@code i * b} to {@code i * b + b - 1}
 * of the stream, its lowest bit first; bit j of the stream is bit {@code j % 8}, least significant first, of byte
 * {@code j / 8}. Bits past the last number are 0.
 */
final class BitStream {
    private BitStream() {}

    /** Bytes for {@code count} numbers of {@code bits} bits. */
    static long bytes(long count, int bits) {
        return Math.addExact(Math.multiplyExact(count, (long) bits), 7) / 8;
    }

    static byte[] pack(byte[] numbers, int bits) {
        byte[] packed = new byte[Math.toIntExact(bytes(numbers.length, bits))];
        for (int i = 0; i < numbers.length; i++) {
            for (int b = 0; b < bits; b++) {
                long at = (long) i * bits + b;
                packed[(int) (at >>> 3)] |= (byte) ((numbers[i] >>> b & 1) << (at & 7));
            }
        }
        return packed;
    }

    static byte[] unpack(byte[] packed, int from, int count, int bits) {
        byte[] numbers = new byte[count];
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < bits; b++) {
                numbers[i] |= (byte) ((bit(packed, from, (long) i * bits + b) ? 1 : 0) << b);
            }
        }
        return numbers;
    }

    static boolean bit(byte[] packed, int from, long index) {
        return (packed[from + (int) (index >>> 3)] >>> (index & 7) & 1) == 1;
    }

    static byte[] pack(boolean[] flags) {
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) (flags[i] ? 1 : 0);
        }
        return pack(bytes, 1);
    }

    /** Signs in order {@code [plane][out][ky][kx][channel]}, 1 for +1, without gaps between taps. */
    static byte[] pack(PackedWeights weights) {
        byte[] packed = new byte[Math.toIntExact(bytes(weights.count() * weights.bits(), 1))];
        long at = 0;
        for (int plane = 0; plane < weights.bits(); plane++) {
            for (int o = 0; o < weights.outChannels(); o++) {
                for (int ky = 0; ky < weights.kernelHeight(); ky++) {
                    for (int kx = 0; kx < weights.kernelWidth(); kx++) {
                        for (int c = 0; c < weights.inChannels(); c++) {
                            long sign = weights.word(plane, o, ky, kx, c >>> 6) >>> c & 1;
                            packed[(int) (at >>> 3)] |= (byte) (sign << (at & 7));
                            at++;
                        }
                    }
                }
            }
        }
        return packed;
    }
}
