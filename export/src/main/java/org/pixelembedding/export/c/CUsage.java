package org.pixelembedding.export.c;

import org.pixelembedding.model.Model;

/** What README.md says about building and calling the C files, and the memory that they take. */
final class CUsage {
    private CUsage() {}

    static String of(Model model) {
        CPlan plan = new CPlan(model);
        return """
            On a computer, with the self-test and an example that reads raw pictures:

            ```sh
            cc -std=c99 -O2 model.c selftest.c main.c -o classify
            ./classify
            ./classify selftest.rgb
            ```

            In your own program, add `model.c` and `model.h` to the build:

            ```c
            #include "model.h"

            static uint8_t picture[MODEL_INPUT_BYTES]; /* [y][x][colour] */

            int32_t sums[MODEL_CLASSES];
            model_sums(picture, sums);                 /* the class sums */
            uint32_t best = model_classify(picture);   /* their largest: model_labels[best] */
            ```

            On a microcontroller call `selftest_run()` of `selftest.c` once: it returns 0 if this build gives exactly the sums
            below. Leave it out afterwards; its picture takes %,d bytes of flash.

            `model.c` is freestanding C99: no library, no allocation, no floating point, any byte order. Compilers may call
            `memcpy`, `memmove`, `memset` or `memcmp` for loops that do their work (gcc's manual reserves these four, also with
            `-ffreestanding`); a program without a C library must bring them. `-DMODEL_WORD_BITS=32` or `=64` chooses how many
            channels are counted at once; the default is what registers hold. A call keeps everything in static memory, so
            only one can run at a time.

            ### Memory

            | | 32-bit words | 64-bit words |
            |---|---|---|
            | static memory (`MODEL_ARENA_BYTES`), bytes | %,d | %,d |
            | weights, thresholds and table in flash, bytes | %,d | more, where channels are no multiple of 64 |

            Code comes on top of the constants. What it takes with your compiler is in the linker's map:
            `arm-none-eabi-gcc -std=c99 -Os -mthumb -mcpu=cortex-m4 -c model.c` and `arm-none-eabi-size -A model.o`.
            """.formatted(
                        model.inputHeight() * model.inputWidth() * 3,
                        new CArena(plan.buffers(), 32).bytes(),
                        new CArena(plan.buffers(), 64).bytes(),
                        CSource.of(plan, 0).constantBytes());
    }
}
