/*
 * Counts the instructions of each step on an emulated MPS2 board: under QEMU's -icount shift=6 an instruction takes 64 ns of
 * the board's time, and its first timer (CMSDK APB, 25 MHz) counts down every 40 ns. Reads a picture; writes the number of
 * marks and, for each, what was marked and the instructions since the mark before.
 */
#include <stdint.h>

#include "count.h"

uint32_t harness_read(uint8_t *bytes, uint32_t count);
void harness_write(const uint8_t *bytes, uint32_t count);
int harness_main(void);

#define CONTROL ((volatile uint32_t *)0x40000000U)
#define VALUE ((volatile uint32_t *)0x40000004U)
#define RELOAD ((volatile uint32_t *)0x40000008U)
#define MOST 64U

static uint32_t what[MOST];
static uint32_t at[MOST];
static uint32_t marks;
static uint8_t picture[COUNT_INPUT_BYTES];

void count_mark(uint32_t step)
{
    at[marks] = *VALUE;
    what[marks++] = step;
}

static void put(uint32_t number)
{
    uint8_t bytes[4];
    for (uint32_t i = 0; i < 4U; i++) {
        bytes[i] = (uint8_t)(number >> 8U * i);
    }
    harness_write(bytes, 4U);
}

int harness_main(void)
{
    harness_read(picture, COUNT_INPUT_BYTES);
    *RELOAD = UINT32_C(0xffffffff);
    *VALUE = UINT32_C(0xffffffff);
    *CONTROL = 1U;
    /* The first two tell what a mark itself takes. */
    count_mark(0);
    count_mark(0);
    count_run(picture);
    put(marks - 1U);
    for (uint32_t i = 1; i < marks; i++) {
        put(what[i]);
        put((uint32_t)((uint64_t)(at[i - 1U] - at[i]) * 40U / 64U));
    }
    return 0;
}
