/*
 * An example for a computer with a C library; model.c itself needs none.
 *   ./classify                runs the self-test
 *   ./classify picture.rgb    tells the class of a file of MODEL_INPUT_BYTES bytes, [y][x][colour]
 */
#include <stdio.h>

#include "model.h"
#include "selftest.h"

int main(int argc, char **argv)
{
    static uint8_t rgb[MODEL_INPUT_BYTES];
    if (argc < 2) {
        const int failed = selftest_run();
        if (failed) {
            fprintf(stderr, "self-test: class %d has a wrong sum\n", failed - 1);
            return 1;
        }
        printf("self-test: all %d sums are right\n", MODEL_CLASSES);
        return 0;
    }
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL || fread(rgb, 1, sizeof rgb, file) != sizeof rgb || fgetc(file) != EOF) {
        fprintf(stderr, "%s: want a file of exactly %lu bytes\n", argv[1], (unsigned long)sizeof rgb);
        return 1;
    }
    fclose(file);
    const uint32_t best = model_classify(rgb);
    printf("%lu %s\n", (unsigned long)best, model_labels[best]);
    return 0;
}
