/* Reads pictures to the end of the input and writes the class sums of each, 4 bytes a sum, the lowest first. */
#include "model.h"

/* Bytes read, fewer than wanted only at the end. */
uint32_t harness_read(uint8_t *bytes, uint32_t count);
void harness_write(const uint8_t *bytes, uint32_t count);
int harness_main(void);

#define BUFFER 4096U

static uint8_t picture[MODEL_INPUT_BYTES];
static int32_t sums[MODEL_CLASSES];
static uint8_t buffer[BUFFER];
static uint32_t filled;

static void flush(void)
{
    if (filled) {
        harness_write(buffer, filled);
    }
    filled = 0;
}

static void put(uint32_t number)
{
    if (filled == BUFFER) {
        flush();
    }
    for (uint32_t i = 0; i < 4U; i++) {
        buffer[filled++] = (uint8_t)(number >> 8U * i);
    }
}

#ifdef MODEL_TRACE
/* Three numbers for each number of a layer; those of the sums come last, with a layer that there is not. */
void model_trace(uint32_t layer, uint32_t at, int32_t value)
{
    put(layer);
    put(at);
    put((uint32_t)value);
}
#endif

int harness_main(void)
{
    while (harness_read(picture, MODEL_INPUT_BYTES) == MODEL_INPUT_BYTES) {
        model_sums(picture, sums);
        for (uint32_t i = 0; i < MODEL_CLASSES; i++) {
#ifdef MODEL_TRACE
            put(UINT32_C(0xffffffff));
            put(i);
#endif
            put((uint32_t)sums[i]);
        }
    }
    flush();
    return 0;
}
