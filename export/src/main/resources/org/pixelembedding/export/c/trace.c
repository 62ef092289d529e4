/* ---- for finding a difference: every number that is kept, told to a function of the caller's ------------------- */

#ifdef MODEL_TRACE
static void pix_trace_codes(uint32_t layer, const pix_codes *codes)
{
    const uint32_t words = pix_pixel_words(codes);
    uint32_t i = 0;
    for (uint32_t pixel = 0; pixel < (uint32_t)codes->height * codes->width; pixel++) {
        for (uint32_t channel = 0; channel < codes->channels; channel++, i++) {
            const pix_word *word =
                pix_arena.words + codes->at + pixel * words + channel / MODEL_WORD_BITS * codes->bits;
            uint32_t code = 0;
            for (uint32_t bit = 0; bit < codes->bits; bit++) {
                code |= ((uint32_t)(word[bit] >> channel % MODEL_WORD_BITS) & 1U) << bit;
            }
            model_trace(layer, i, (int32_t)code);
        }
    }
}

static void pix_trace_sums(uint32_t layer, const pix_sums *sums, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        model_trace(layer, i, pix_load(sums, i));
    }
}

static void pix_trace_totals(uint32_t layer, uint32_t at, uint32_t count)
{
    const pix_sums totals = {at, 1};
    pix_trace_sums(layer, &totals, count);
}
#define PIX_TRACE(call) call;
#else
#define PIX_TRACE(call)
#endif
