/* Not reentrant: all memory is static. */
void model_sums(const uint8_t *rgb, int32_t *sums)
{
#ifdef MODEL_TRACE
    /* Not every model calls all of them. */
    (void)pix_trace_codes, (void)pix_trace_sums, (void)pix_trace_totals;
#endif
@prepare@@calls@
    for (uint32_t i = 0; i < MODEL_CLASSES; i++) {
        sums[i] = pix_arena.wide[@answer@ + i];
    }
}

uint32_t model_classify(const uint8_t *rgb)
{
    int32_t sums[MODEL_CLASSES];
    uint32_t best = 0;
    model_sums(rgb, sums);
    for (uint32_t i = 1; i < MODEL_CLASSES; i++) {
        if (sums[i] > sums[best]) {
            best = i;
        }
    }
    return best;
}

const char *const model_labels[MODEL_CLASSES] = {
@labels@
};

#ifdef PIX_VECTORS
const char *const model_vectors = PIX_VECTORS;
#else
const char *const model_vectors = "portable";
#endif
