/*
 * An example for a computer with a C library; model.c itself needs none.
 *   ./classify                runs the self-test
 *   ./classify picture.ppm    tells the class of a picture of any size: binary PPM, as most image programs write it
 *   ./classify picture.rgb    tells the class of a file of MODEL_INPUT_BYTES bytes, [y][x][colour]
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "model.h"
#include "picture.h"
#include "selftest.h"

/* Reads what follows the P6 of a binary PPM and brings it to size. Returns 0, or 1 if it is none of 8 bits. */
static int read_ppm(FILE *file, uint8_t *rgb)
{
    unsigned long numbers[3]; /* width, height, largest value */
    for (int i = 0; i < 3; i++) {
        int comment = 0; /* goes from # to the end of its line */
        int c = fgetc(file);
        for (; isspace(c) || c == '#' || (comment && c != EOF); c = fgetc(file)) {
            comment = c == '#' || (comment && c != '\n');
        }
        ungetc(c, file);
        if (fscanf(file, "%5lu", &numbers[i]) != 1) {
            return 1;
        }
    }
    if (numbers[0] < 1 || numbers[0] > 32767 || numbers[1] < 1 || numbers[1] > 32767 || numbers[2] != 255) {
        return 1;
    }
    fgetc(file); /* one white space in front of the pixels */
    const size_t bytes = (size_t)numbers[0] * numbers[1] * 3U;
    uint8_t *pixels = malloc(bytes);
    const int failed = pixels == NULL || fread(pixels, 1, bytes, file) != bytes;
    if (!failed) {
        model_fit(pixels, (uint32_t)numbers[1], (uint32_t)numbers[0], MODEL_RGB888, rgb);
    }
    free(pixels);
    return failed;
}

/* Reads a picture file into rgb. Returns 0, or 1 if it is neither raw pixels of the network's size nor a PPM. */
static int read_picture(FILE *file, uint8_t *rgb)
{
    const int ppm = fgetc(file) == 'P' && fgetc(file) == '6';
    if (ppm && read_ppm(file, rgb) == 0) {
        return 0;
    }
    rewind(file);
    return fread(rgb, 1, MODEL_INPUT_BYTES, file) != MODEL_INPUT_BYTES || fgetc(file) != EOF;
}

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
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be opened\n", argv[1]);
        return 1;
    }
    if (read_picture(file, rgb)) {
        fprintf(stderr, "%s: want a binary PPM of 8 bits a colour, or exactly %lu bytes of raw pixels\n", argv[1],
            (unsigned long)sizeof rgb);
        return 1;
    }
    fclose(file);
    const uint32_t best = model_classify(rgb);
    printf("%lu %s\n", (unsigned long)best, model_labels[best]);
    return 0;
}
