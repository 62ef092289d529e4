/*
 * The first layer as it is usually left: float pixels, float weights, batch norm, and the quantizer that makes 2-bit codes,
 * packed as the next layer wants them. Plain C, one product after another; weights are not to be learned from. In its favour
 * normalized pixels come from a table, batch norm and the quantizer's scale are one factor and one addend, and the border is
 * left out instead of multiplied by zero.
 */
#include "count.h"

#define TAPS (FIRST_KERNEL * FIRST_KERNEL)

static float normalized[3][256];
static float weights[FIRST_OUTPUTS][TAPS * 3];
static float factors[FIRST_OUTPUTS];
static float addends[FIRST_OUTPUTS];
static uint32_t codes[FIRST_OUT * FIRST_OUT][2 * ((FIRST_OUTPUTS + 31) / 32)];

static void fill(void)
{
    for (uint32_t value = 0; value < 256U; value++) {
        for (uint32_t colour = 0; colour < 3U; colour++) {
            normalized[colour][value] = ((float)value / 255.0f - 0.4f) / 0.2f;
        }
    }
    for (uint32_t output = 0; output < FIRST_OUTPUTS; output++) {
        for (uint32_t i = 0; i < TAPS * 3U; i++) {
            weights[output][i] = (float)((output * 31U + i * 17U) % 41U) * 0.01f - 0.2f;
        }
        factors[output] = 0.9f;
        addends[output] = 1.3f;
    }
}

static void convolve(const uint8_t *picture)
{
    for (uint32_t y = 0; y < FIRST_OUT; y++) {
        for (uint32_t x = 0; x < FIRST_OUT; x++) {
            uint32_t *out = codes[y * FIRST_OUT + x];
            for (uint32_t i = 0; i < sizeof codes[0] / sizeof codes[0][0]; i++) {
                out[i] = 0;
            }
            for (uint32_t output = 0; output < FIRST_OUTPUTS; output++) {
                float sum = 0.0f;
                for (uint32_t ky = 0; ky < FIRST_KERNEL; ky++) {
                    const uint32_t from_y = y * FIRST_STRIDE + ky - FIRST_PADDING;
                    for (uint32_t kx = 0; kx < FIRST_KERNEL; kx++) {
                        const uint32_t from_x = x * FIRST_STRIDE + kx - FIRST_PADDING;
                        if (from_y < FIRST_IN && from_x < FIRST_IN) {
                            const uint8_t *pixel = picture + (from_y * FIRST_IN + from_x) * 3U;
                            const float *weight = weights[output] + (ky * FIRST_KERNEL + kx) * 3U;
                            sum += normalized[0][pixel[0]] * weight[0];
                            sum += normalized[1][pixel[1]] * weight[1];
                            sum += normalized[2][pixel[2]] * weight[2];
                        }
                    }
                }
                const float scaled = sum * factors[output] + addends[output];
                const uint32_t code = scaled < 0.5f ? 0U : scaled >= 3.0f ? 3U : (uint32_t)(int32_t)scaled;
                out[output / 32U * 2U] |= (code & 1U) << output % 32U;
                out[output / 32U * 2U + 1U] |= (code >> 1) << output % 32U;
            }
        }
    }
}

void count_run(const uint8_t *picture)
{
    fill();
    count_mark(0);
    convolve(picture);
    count_mark(1);
}
