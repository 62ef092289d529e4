package org.pixelembedding.export.c;

import org.pixelembedding.model.Model;

/** What README.md says about building and calling the C files, and the memory that they take. */
final class CUsage {
    private CUsage() {}

    static String of(CPlan plan, CSource source) {
        Model model = plan.model();
        return """
                On a computer, with the self-test and an example that reads pictures:

                ```sh
                cc -std=c99 -O3 -march=native model.c picture.c selftest.c main.c -o classify
                ./classify
                ./classify selftest.rgb
                ```

                `./classify photo.ppm` takes a picture of any size as a binary PPM, which most image programs write
                (`convert photo.jpg photo.ppm`, `ffmpeg -i photo.jpg photo.ppm`).

                `bench.c` tells how long a picture takes:

                ```sh
                cc -std=c99 -O3 -march=native model.c selftest.c bench.c -o bench
                ./bench 500
                ```

                In your own program, add `model.c` and `model.h` to the build:

                ```c
                #include "model.h"

                static uint8_t picture[MODEL_INPUT_BYTES]; /* [y][x][colour] */

                const char *answer(void)
                {
                    int32_t sums[MODEL_CLASSES];
                    model_sums(picture, sums);                     /* the class sums */
                    const uint32_t best = model_classify(picture); /* their largest */
                    return model_labels[best];
                }
                ```

                On a microcontroller call `selftest_run()` of `selftest.c` once: it returns 0 if this build gives exactly the sums
                below. Leave it out afterwards; its picture takes %,d bytes of flash. For the Arduino IDE and PlatformIO export
                with `--option shape=arduino`.

                `model.c` is freestanding C99: no library, no allocation, no floating point, any byte order. Compilers may call
                `memcpy`, `memmove`, `memset` or `memcmp` for loops that do their work (gcc's manual reserves these four, also with
                `-ffreestanding`); a program without a C library must bring them. `-DMODEL_WORD_BITS=32` or `=64` chooses how many
                channels are counted at once; the default is what registers hold. A call keeps everything in static memory, so
                only one can run at a time.

                Two models in one program: export each with its own `--option prefix=NAME`, which then begins the names of its
                files, functions and macros (`NAME.c`, `NAME_sums`, `NAME_INPUT_BYTES`).

                %s
                ### Vectors

                The compiler's predefined macros choose: byte permutes of AVX-512 VBMI, AVX2, NEON (AArch64) or WebAssembly SIMD,
                which look sums of a few channels up instead of counting bits, and AVX-512 VPOPCNTDQ where sums do not fit
                16 bits. `-march=native`, `-mavx2` or `-msimd128` turns them on, `-DMODEL_PORTABLE` off; `model_vectors` names
                them. They give the same sums. Such a build keeps the weights a second time, in static memory, and the
                first call, which fills them in, takes longer.

                """.formatted(model.inputHeight() * model.inputWidth() * 3, pictures()) + memory(plan, source);
    }

    /** Frames of a camera, and other pictures that do not have the network's size. */
    static String pictures() {
        return """
                ### Pictures of a camera

                `picture.c` brings a frame of any size to the network's by the rule below, to the byte, where it is in memory as
                RGB888, BGR888, RGB565 or grey:

                ```c
                #include "picture.h"

                uint32_t look(const uint8_t *frame) /* 320 x 240 pixels of two bytes, from the camera's driver */
                {
                    static uint8_t picture[MODEL_INPUT_BYTES];
                    model_fit(frame, 240, 320, MODEL_RGB565_BIG, picture);
                    return model_classify(picture);
                }
                ```

                `MODEL_RGB565_BIG` is what OV2640 and most others send; `MODEL_RGB565_LITTLE` has the bytes exchanged. Where colours
                look wrong, try the other, or BGR888 for RGB888. A JPEG has to be decoded first, and YUV to be turned into RGB.
                The network knows pictures like those that it was trained on: hold the camera as they were taken.
                """;
    }

    /** Static memory and constants, and how the linker tells them. */
    static String memory(CPlan plan, CSource source) {
        return """
                ### Memory

                | | 32-bit words | 64-bit words |
                |---|---|---|
                | static memory (`MODEL_ARENA_BYTES`), bytes | %,d | %,d |
                | weights, thresholds and tables in flash, bytes | %,d | more, where channels are no multiple of 64 |

                %s

                Code, the description of the steps and the labels, 2 to 4 kB, and 0.7 kB of `picture.c` come on top of the constants. What
                all of it takes with your compiler the linker tells: add `-Wl,-Map=program.map` and look at what `model.o` has in `.text`, `.rodata` (flash) and `.bss`
                (RAM), or without linking:

                ```sh
                arm-none-eabi-gcc -std=c99 -Os -ffreestanding -mthumb -mcpu=cortex-m4 -c model.c
                arm-none-eabi-size -A model.o
                ```
                """.formatted(
                        new CArena(plan.buffers(), 32).bytes(),
                        new CArena(plan.buffers(), 64).bytes(),
                        source.constantBytes(),
                        firstLayer(plan, source));
    }

    private static String firstLayer(CPlan plan, CSource source) {
        if (source.tabled()) {
            return "The first layer is looked up: a table says what each colour value adds to each output through each tap.";
        }
        CSource tabled = CSource.of(plan, Long.MAX_VALUE);
        return tabled.tabled()
                ? "The first layer counts bits. As a table of sums it takes a small part of the instructions and %,d bytes of constants: export with `--option flash=%d` or more."
                        .formatted(tabled.constantBytes(), tabled.constantBytes())
                : "The first layer counts bits: as a table its entries would not fit into bytes.";
    }
}
