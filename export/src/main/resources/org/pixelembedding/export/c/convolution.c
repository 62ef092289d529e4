/* ---- convolution by counting bits ------------------------------------------------------------------------------ */

typedef struct {
    /* [8 outputs][plane][ky][kx][word][output]; bit 1 is +1, 0 is -1; a weight is the sum of +-2^plane. */
    const pix_word *weights;
    pix_codes input; /* where from_pixels: their shape only */
    uint8_t from_pixels;
    uint8_t weight_bits;
    uint8_t kernel_height;
    uint8_t kernel_width;
    uint8_t stride;
    uint8_t padding;
    uint16_t height; /* of the output */
    uint16_t width;
    uint16_t outputs;
    uint32_t window; /* in the arena: the codes under the kernel */
    pix_tail tail;
#ifdef PIX_VECTORS
    uint32_t prepared; /* where among the prepared weights */
    uint8_t narrow;    /* whether sums fit into 16 bits and codes into 5: by byte permutes; else bits are counted */
#endif
} pix_convolution;

/* Brings the codes under the kernel together, 0 outside of the picture; the sum of all of them. */
static uint32_t pix_gather(const pix_convolution *conv, const uint8_t *rgb, uint32_t y, uint32_t x)
{
    const uint32_t words = pix_pixel_words(&conv->input);
    pix_word *window = pix_arena.words + conv->window;
    uint32_t total = 0;
    for (uint32_t ky = 0; ky < conv->kernel_height; ky++) {
        for (uint32_t kx = 0; kx < conv->kernel_width; kx++) {
            /* Left of and above the picture these wrap around to large numbers. */
            const uint32_t from_y = y * conv->stride + ky - conv->padding;
            const uint32_t from_x = x * conv->stride + kx - conv->padding;
            for (uint32_t i = 0; i < words; i++) {
                window[i] = 0;
            }
            if (from_y < conv->input.height && from_x < conv->input.width) {
                const uint32_t pixel = from_y * conv->input.width + from_x;
#ifdef PIX_EMBEDS
                if (conv->from_pixels) {
                    pix_embed(&pix_pixels, rgb + pixel * 3U, window);
                } else
#endif
                {
                    const pix_word *codes = pix_arena.words + conv->input.at + pixel * words;
                    for (uint32_t i = 0; i < words; i++) {
                        window[i] = codes[i];
                    }
                }
                for (uint32_t i = 0, bit = 0; i < words; i++) {
                    total += pix_bits_set(window[i]) << bit;
                    bit = bit + 1U == conv->input.bits ? 0 : bit + 1U;
                }
            }
            window += words;
        }
    }
    (void)rgb;
    return total;
}

#if defined(PIX_VECTORS) && defined(__AVX512VPOPCNTDQ__)
#define PIX_COUNTS_8
#else
#ifndef PIX_CPU_COUNTS
/* A word of equal bytes, and one with every other of its bytes 255. */
#define PIX_BYTES(byte) ((pix_word)~(pix_word)0 / 255U * (byte))
#define PIX_ALTERNATE ((pix_word)~(pix_word)0 / 257U)

/* Of each four bits, how many are set. */
static pix_word pix_fours_set(pix_word word)
{
    word -= word >> 1 & PIX_BYTES(0x55);
    return (word & PIX_BYTES(0x33)) + (word >> 2 & PIX_BYTES(0x33));
}
#endif

/* Sum of the codes whose sign is +1, for one plane of the weights of one output; weights of eight outputs alternate. */
static uint32_t pix_count(const pix_word *weights, const pix_word *window, uint32_t words, uint32_t bits)
{
    uint32_t count = 0;
    if (bits == 2) {
#ifdef PIX_CPU_COUNTS
        for (; words > 0; words--, weights += 8, window += 2) {
            count += pix_bits_set(*weights & window[0]) + 2U * pix_bits_set(*weights & window[1]);
        }
#else
        /* Both bits are added four channels at a time, at most 12; eight channels of ten words stay below 256. */
        while (words > 0) {
            pix_word bytes = 0;
            for (uint32_t left = words < 10U ? words : 10U; left > 0; left--, words--, weights += 8, window += 2) {
                const pix_word fours = pix_fours_set(*weights & window[0]) + 2U * pix_fours_set(*weights & window[1]);
                bytes += (fours & PIX_BYTES(0x0f)) + (fours >> 4 & PIX_BYTES(0x0f));
            }
            bytes = (bytes & PIX_ALTERNATE) + (bytes >> 8 & PIX_ALTERNATE);
            count += (uint32_t)(bytes * (PIX_ALTERNATE / 0xffU) >> (MODEL_WORD_BITS - 16U));
        }
#endif
        return count;
    }
    for (; words > 0; words--, weights += 8) {
        for (uint32_t bit = 0; bit < bits; bit++) {
            count += pix_bits_set(*weights & *window++) << bit;
        }
    }
    return count;
}

#endif

/* For up to eight outputs. */
static void pix_count_8(const pix_word *weights, const pix_word *window, uint32_t words, uint32_t bits, uint32_t count,
    uint32_t *positive)
{
#ifdef PIX_COUNTS_8
    __m512i sums = _mm512_setzero_si512();
    for (; words > 0; words--, weights += 8) {
        const __m512i signs = _mm512_loadu_si512((const void *)weights);
        for (uint32_t bit = 0; bit < bits; bit++) {
            const __m512i both = _mm512_and_si512(signs, _mm512_set1_epi64((long long)*window++));
            sums = _mm512_add_epi64(sums, _mm512_sll_epi64(_mm512_popcnt_epi64(both), _mm_cvtsi32_si128((int)bit)));
        }
    }
    _mm256_storeu_si256((void *)positive, _mm512_cvtepi64_epi32(sums));
    (void)count;
#else
    for (uint32_t lane = 0; lane < count; lane++) {
        positive[lane] = pix_count(weights + lane, window, words, bits);
    }
#endif
}

#ifdef PIX_VECTORS
static void pix_permute(const pix_convolution *conv, const uint8_t *rgb);
#endif

static void pix_convolve(const pix_convolution *conv, const uint8_t *rgb)
{
#ifdef PIX_VECTORS
    if (conv->narrow) {
        pix_permute(conv, rgb);
        return;
    }
#endif
    const uint32_t bits = conv->input.bits;
    const uint32_t words = pix_words(conv->input.channels) * conv->kernel_height * conv->kernel_width;
    const pix_word *window = pix_arena.words + conv->window;
    uint32_t pixel = 0;
    for (uint32_t y = 0; y < conv->height; y++) {
        for (uint32_t x = 0; x < conv->width; x++, pixel++) {
            const uint32_t total = pix_gather(conv, rgb, y, x);
            const pix_word *weights = conv->weights;
            for (uint32_t first = 0; first < conv->outputs; first += 8U) {
                const uint32_t count = conv->outputs - first < 8U ? conv->outputs - first : 8U;
                int32_t sums[8] = {0};
                for (uint32_t plane = 0; plane < conv->weight_bits; plane++) {
                    uint32_t positive[8];
                    pix_count_8(weights, window, words, bits, count, positive);
                    for (uint32_t lane = 0; lane < count; lane++) {
                        /* Codes with +1 minus codes with -1: twice those with +1 minus all. */
                        sums[lane] += ((int32_t)(2U * positive[lane]) - (int32_t)total) * (int32_t)(1U << plane);
                    }
                    weights += words * 8U;
                }
                pix_finish(&conv->tail, pixel, first, count, conv->outputs, sums);
            }
        }
    }
}
