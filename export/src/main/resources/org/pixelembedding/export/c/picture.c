/* Freestanding C99 as model.c is: whole numbers only, no memory but a few words of the stack. */
#include "picture.h"

/* The samples of one axis that one output is the weighted mean of. */
typedef struct {
    uint32_t first;
    uint32_t count;
    uint32_t size;   /* samples of the axis */
    uint32_t wanted; /* outputs of the axis */
    uint32_t from;   /* size >= wanted: the output's interval begins here, in parts of 1 / wanted samples; else second's weight */
} pix_taps;

static pix_taps pix_taps_of(uint32_t output, uint32_t size, uint32_t wanted)
{
    pix_taps taps = {0, 1, size, wanted, 0};
    if (size >= wanted) {
        taps.from = output * size;
        taps.first = taps.from / wanted;
        taps.count = (taps.from + size - 1U) / wanted - taps.first + 1U;
    } else {
        const uint32_t middle = (2U * output + 1U) * size;
        const uint32_t last = 2U * wanted * (size - 1U);
        uint32_t at = middle > wanted ? middle - wanted : 0U;
        at = at < last ? at : last;
        taps.first = at / (2U * wanted);
        taps.from = at - taps.first * 2U * wanted;
        taps.count = taps.from ? 2U : 1U;
    }
    return taps;
}

static uint32_t pix_tap_weight(const pix_taps *taps, uint32_t tap)
{
    if (taps->size >= taps->wanted) {
        const uint32_t sample = (taps->first + tap) * taps->wanted;
        const uint32_t from = sample > taps->from ? sample : taps->from;
        const uint32_t to = taps->from + taps->size;
        return (sample + taps->wanted < to ? sample + taps->wanted : to) - from;
    }
    return tap ? taps->from : 2U * taps->wanted - taps->from;
}

/* Sum of an output's weights. */
static uint32_t pix_tap_total(uint32_t size, uint32_t wanted)
{
    return size >= wanted ? size : 2U * wanted;
}

static uint32_t pix_cropped(uint32_t size, uint32_t numerator, uint32_t denominator)
{
    const uint32_t cropped =
        (uint32_t)((UINT64_C(2) * size * numerator + denominator) / (UINT64_C(2) * denominator));
    return cropped ? cropped : 1U;
}

static uint32_t pix_pixel_bytes(model_format format)
{
    switch (format) {
    case MODEL_GREY8:
        return 1;
    case MODEL_RGB565_BIG:
    case MODEL_RGB565_LITTLE:
        return 2;
    default:
        return 3;
    }
}

/* Adds a pixel's colours, times a weight, to sums. */
static void pix_add_pixel(const uint8_t *at, model_format format, uint32_t weight, uint32_t *sums)
{
    uint32_t red = at[0];
    uint32_t green = red;
    uint32_t blue = red;
    if (format == MODEL_RGB888) {
        green = at[1];
        blue = at[2];
    } else if (format == MODEL_BGR888) {
        green = at[1];
        red = at[2];
    } else if (format != MODEL_GREY8) {
        const uint32_t both = format == MODEL_RGB565_BIG ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
        /* The upper bits once more below: 0 stays 0, and the largest becomes 255. */
        red = (both >> 8 & 0xf8U) | both >> 13;
        green = (both >> 3 & 0xfcU) | (both >> 9 & 3U);
        blue = (both << 3 & 0xf8U) | (both >> 2 & 7U);
    }
    sums[0] += weight * red;
    sums[1] += weight * green;
    sums[2] += weight * blue;
}

void model_fit(const uint8_t *picture, uint32_t height, uint32_t width, model_format format, uint8_t *rgb)
{
    const uint32_t bytes = pix_pixel_bytes(format);
    uint32_t rows = height;
    uint32_t columns = width;
    if ((uint64_t)width * MODEL_HEIGHT > (uint64_t)height * MODEL_WIDTH) {
        columns = pix_cropped(height, MODEL_WIDTH, MODEL_HEIGHT);
    } else {
        rows = pix_cropped(width, MODEL_HEIGHT, MODEL_WIDTH);
    }
    const uint8_t *corner = picture + ((height - rows) / 2U * width + (width - columns) / 2U) * bytes;
    const uint64_t total =
        (uint64_t)pix_tap_total(rows, MODEL_HEIGHT) * pix_tap_total(columns, MODEL_WIDTH);
    for (uint32_t y = 0; y < MODEL_HEIGHT; y++) {
        const pix_taps down = pix_taps_of(y, rows, MODEL_HEIGHT);
        for (uint32_t x = 0; x < MODEL_WIDTH; x++) {
            const pix_taps across = pix_taps_of(x, columns, MODEL_WIDTH);
            uint64_t sums[3] = {0, 0, 0};
            for (uint32_t i = 0; i < down.count; i++) {
                const uint8_t *at = corner + ((down.first + i) * width + across.first) * bytes;
                const uint32_t weight = pix_tap_weight(&down, i);
                uint32_t row[3] = {0, 0, 0};
                for (uint32_t j = 0; j < across.count; j++, at += bytes) {
                    pix_add_pixel(at, format, pix_tap_weight(&across, j), row);
                }
                for (uint32_t colour = 0; colour < 3U; colour++) {
                    sums[colour] += (uint64_t)weight * row[colour];
                }
            }
            for (uint32_t colour = 0; colour < 3U; colour++) {
                *rgb++ = (uint8_t)((2U * sums[colour] + total) / (2U * total));
            }
        }
    }
}
