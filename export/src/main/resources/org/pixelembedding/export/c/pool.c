/* ---- largest code of each window ------------------------------------------------------------------------------- */

typedef struct {
    pix_codes input;
    pix_codes output;
    uint8_t size;
    uint8_t stride;
} pix_pooling;

/* All channels of a word at once: a is larger where its highest bit that differs from b's is 1. */
static void pix_take_larger(pix_word *best, const pix_word *other, uint32_t bits)
{
    pix_word larger = 0;
    pix_word equal = (pix_word)~(pix_word)0;
    for (uint32_t bit = bits; bit-- > 0;) {
        larger |= equal & other[bit] & ~best[bit];
        equal &= ~(other[bit] ^ best[bit]);
    }
    for (uint32_t bit = 0; bit < bits; bit++) {
        best[bit] = (other[bit] & larger) | (best[bit] & ~larger);
    }
}

static void pix_pool(const pix_pooling *pooling)
{
    const uint32_t bits = pooling->input.bits;
    const uint32_t words = pix_pixel_words(&pooling->input);
    pix_word *out = pix_arena.words + pooling->output.at;
    for (uint32_t y = 0; y < pooling->output.height; y++) {
        for (uint32_t x = 0; x < pooling->output.width; x++, out += words) {
            for (uint32_t i = 0; i < words; i++) {
                out[i] = 0;
            }
            for (uint32_t dy = 0; dy < pooling->size; dy++) {
                for (uint32_t dx = 0; dx < pooling->size; dx++) {
                    const uint32_t pixel =
                        (y * pooling->stride + dy) * pooling->input.width + x * pooling->stride + dx;
                    const pix_word *in = pix_arena.words + pooling->input.at + pixel * words;
                    for (uint32_t i = 0; i < words; i += bits) {
                        pix_take_larger(out + i, in + i, bits);
                    }
                }
            }
        }
    }
}
