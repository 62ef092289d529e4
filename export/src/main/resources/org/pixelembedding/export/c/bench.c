/*
 * How long @title@ takes for a picture, on a computer with a C library:
 *   cc -std=c99 -O3 -march=native model.c selftest.c bench.c -o bench
 *   ./bench 500
 * runs 500 pictures after the self-test and tells the median and the fastest in microseconds of processor time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model.h"
#include "selftest.h"

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    const size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200U;
    /* Not one call a measurement: the clock of C99 may tick no faster than every microsecond or ten milliseconds. */
    size_t together = 1;
    double *micros = malloc((count ? count : 1) * sizeof *micros);
    int32_t sums[MODEL_CLASSES];
    if (selftest_run() || micros == NULL || count == 0) {
        fprintf(stderr, "bench: wrong sums, no memory, or no pictures asked for\n");
        free(micros);
        return 1;
    }
    for (;; together *= 2U) {
        const clock_t from = clock();
        for (size_t i = 0; i < together; i++) {
            model_sums(selftest_picture, sums);
        }
        if (clock() - from >= CLOCKS_PER_SEC / 200) {
            break;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const clock_t from = clock();
        for (size_t j = 0; j < together; j++) {
            model_sums(selftest_picture, sums);
        }
        micros[i] = (double)(clock() - from) * 1e6 / (double)CLOCKS_PER_SEC / (double)together;
    }
    qsort(micros, count, sizeof *micros, compare);
    printf("median %.1f us, fastest %.1f us a picture (%s), sum of class 0: %ld\n", micros[count / 2U], micros[0],
        model_vectors, (long)sums[0]);
    free(micros);
    return 0;
}
