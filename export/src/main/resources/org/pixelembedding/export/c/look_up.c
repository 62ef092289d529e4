/* ---- first layer by look-up: what a pixel value adds to an output through one tap is in a table ----------------- */

#ifdef PIX_LOOKS_UP

/*
 * Entries are what a colour value adds plus PIX_LOOK_UP_BIAS, which makes them unsigned; of values with equal codes there is one
 * row. The last row, for taps outside of the picture, adds nothing: the bias alone. PIX_LOOK_UP_TOGETHER entries add up
 * to less than 256.
 */
#define PIX_LOOK_UP_OUTSIDE (PIX_LOOK_UP_ROWS - 1U)

/* Larger where the model comes as data. */
#ifndef PIX_LOOK_UP_MOST_TAPS
#define PIX_LOOK_UP_MOST_TAPS PIX_LOOK_UP_TAPS
#endif

/* The rows under the kernel, [tap][colour], counted in rows of one tap. */
static void pix_find_rows(const pix_convolution *conv, const uint8_t *rgb, uint32_t y, uint32_t x, uint32_t *rows)
{
    const uint32_t taps = (uint32_t)conv->kernel_height * conv->kernel_width;
    for (uint32_t ky = 0, tap = 0; ky < conv->kernel_height; ky++) {
        for (uint32_t kx = 0; kx < conv->kernel_width; kx++, tap++) {
            const uint32_t from_y = y * conv->stride + ky - conv->padding;
            const uint32_t from_x = x * conv->stride + kx - conv->padding;
            const int inside = from_y < conv->input.height && from_x < conv->input.width;
            const uint8_t *pixel = rgb + (inside ? (from_y * conv->input.width + from_x) * 3U : 0U);
            for (uint32_t colour = 0; colour < 3; colour++) {
                /* Where colours share their codes they do not share a table: their weights differ. */
                const uint32_t row = inside ? pix_look_up_first[colour] + pix_pixels.rows[colour * 256U + pixel[colour]]
                                            : PIX_LOOK_UP_OUTSIDE;
                *rows++ = row * taps + tap;
            }
        }
    }
}

#ifdef PIX_VECTORS

#ifndef PIX_GIVEN_MEMORY
/* [row][tap][output]; filled in by the first call. */
static PIX_ALIGNED uint8_t pix_look_up_table[PIX_LOOK_UP_ROWS * PIX_LOOK_UP_TAPS * PIX_LOOK_UP_OUTPUTS];
#endif

static void pix_prepare_look_up(const pix_convolution *conv)
{
    const uint32_t taps = PIX_LOOK_UP_TAPS;
    const uint32_t words = pix_words(conv->input.channels);
    const uint32_t bits = conv->input.bits;
    uint8_t *out = pix_look_up_table;
    for (uint32_t row = 0; row < PIX_LOOK_UP_ROWS; row++) {
        const uint32_t colour = row >= pix_look_up_first[2] ? 2U : row >= pix_look_up_first[1] ? 1U : 0U;
        pix_word *codes = pix_arena.words + conv->window;
        for (uint32_t i = 0; i < words * bits; i++) {
            codes[i] = 0;
        }
        if (row != PIX_LOOK_UP_OUTSIDE) {
            pix_put_row(&pix_pixels, colour, pix_pixels.first_rows[colour] + row - pix_look_up_first[colour], codes);
        }
        for (uint32_t tap = 0; tap < taps; tap++) {
            for (uint32_t output = 0; output < PIX_LOOK_UP_OUTPUTS; output++) {
                int32_t sum = (int32_t)PIX_LOOK_UP_BIAS;
                for (uint32_t plane = 0; output < conv->outputs && plane < conv->weight_bits; plane++) {
                    for (uint32_t i = 0; i < words * bits; i++) {
                        const pix_word signs =
                            conv->weights[(((output / 8U * conv->weight_bits + plane) * taps + tap) * words + i / bits)
                                    * 8U + output % 8U];
                        const int32_t difference =
                            2 * (int32_t)pix_bits_set(codes[i] & signs) - (int32_t)pix_bits_set(codes[i]);
                        sum += difference * (1 << (i % bits + plane));
                    }
                }
                *out++ = (uint8_t)sum;
            }
        }
    }
}

static void pix_look_up(const pix_convolution *conv, const uint8_t *rgb)
{
    static PIX_ALIGNED int16_t sums[PIX_LANES];
    uint32_t rows[PIX_LOOK_UP_MOST_TAPS * 3U];
    for (uint32_t y = 0, pixel = 0; y < conv->height; y++) {
        for (uint32_t x = 0; x < conv->width; x++, pixel++) {
            pix_find_rows(conv, rgb, y, x, rows);
            for (uint32_t first = 0; first < conv->outputs; first += PIX_LANES) {
                const uint8_t *table = pix_look_up_table + first;
                pix_shorts total = pix_shorts_zero();
                uint32_t i = 0;
                for (; PIX_LOOK_UP_TOGETHER >= 2U && i + 1U < PIX_LOOK_UP_TAPS * 3U; i += 2U) {
                    total = pix_widen(total,
                        pix_bytes_add(pix_bytes_load(table + rows[i] * PIX_LOOK_UP_OUTPUTS),
                            pix_bytes_load(table + rows[i + 1U] * PIX_LOOK_UP_OUTPUTS)));
                }
                for (; i < PIX_LOOK_UP_TAPS * 3U; i++) {
                    total = pix_widen(total, pix_bytes_load(table + rows[i] * PIX_LOOK_UP_OUTPUTS));
                }
                pix_shorts_store(sums, total, 1, (int16_t)(PIX_LOOK_UP_TAPS * 3U * PIX_LOOK_UP_BIAS));
                pix_finish_narrow(&conv->tail, pixel, first,
                    conv->outputs - first < PIX_LANES ? conv->outputs - first : PIX_LANES, conv->outputs, sums);
            }
        }
    }
}

#else

/* Four outputs are added in a word of 32 bits: first in its bytes, then in two words of two halves. */
static void pix_look_up(const pix_convolution *conv, const uint8_t *rgb)
{
    const uint32_t units = PIX_LOOK_UP_OUTPUTS / 4U;
    const uint32_t halves = UINT32_C(0x00ff00ff);
    uint32_t rows[PIX_LOOK_UP_MOST_TAPS * 3U];
    for (uint32_t y = 0, pixel = 0; y < conv->height; y++) {
        for (uint32_t x = 0; x < conv->width; x++, pixel++) {
            pix_find_rows(conv, rgb, y, x, rows);
            for (uint32_t i = 0; i < PIX_LOOK_UP_TAPS * 3U; i++) {
                rows[i] *= units;
            }
            for (uint32_t first = 0; first < conv->outputs; first += 8U) {
                const uint32_t *table = pix_look_up_table + first / 4U;
                uint32_t even_a = 0, odd_a = 0, even_b = 0, odd_b = 0;
                int32_t sums[8];
                for (uint32_t i = 0; i < PIX_LOOK_UP_TAPS * 3U;) {
                    uint32_t a = table[rows[i]];
                    uint32_t b = table[rows[i] + 1U];
                    i++;
#if PIX_LOOK_UP_TOGETHER >= 2
                    if (i < PIX_LOOK_UP_TAPS * 3U) {
                        a += table[rows[i]];
                        b += table[rows[i] + 1U];
                        i++;
                    }
#endif
                    even_a += a & halves;
                    odd_a += a >> 8 & halves;
                    even_b += b & halves;
                    odd_b += b >> 8 & halves;
                }
                sums[0] = (int32_t)(even_a & 0xffffU);
                sums[1] = (int32_t)(odd_a & 0xffffU);
                sums[2] = (int32_t)(even_a >> 16);
                sums[3] = (int32_t)(odd_a >> 16);
                sums[4] = (int32_t)(even_b & 0xffffU);
                sums[5] = (int32_t)(odd_b & 0xffffU);
                sums[6] = (int32_t)(even_b >> 16);
                sums[7] = (int32_t)(odd_b >> 16);
                for (uint32_t lane = 0; lane < 8U; lane++) {
                    sums[lane] -= (int32_t)(PIX_LOOK_UP_TAPS * 3U * PIX_LOOK_UP_BIAS);
                }
                pix_finish(&conv->tail, pixel, first, conv->outputs - first < 8U ? conv->outputs - first : 8U,
                    conv->outputs, sums);
            }
        }
    }
}

#endif
#endif
