/* ---- what becomes of sums: added, kept, summed over the picture, compared with thresholds ---------------------- */

/* Sums of one tensor in the arena: [y][x][channel], in 16 bits where the model proves that they fit. */
typedef struct {
    uint32_t at; /* first number in the arena, counted in numbers of its width; PIX_NONE: not kept */
    uint8_t wide;
} pix_sums;

static int32_t pix_load(const pix_sums *sums, uint32_t i)
{
    return sums->wide ? pix_arena.wide[sums->at + i] : (int32_t)pix_arena.narrow[sums->at + i];
}

static void pix_store(const pix_sums *sums, uint32_t i, int32_t sum)
{
    if (sums->wide) {
        pix_arena.wide[sums->at + i] = sum;
    } else {
        pix_arena.narrow[sums->at + i] = (int16_t)sum;
    }
}

typedef struct {
    pix_sums carried;         /* added to the sums */
    pix_sums kept;            /* where the sums go */
    uint32_t totals;          /* where they are summed over the picture, in 32 bits */
    const int16_t *narrow;    /* thresholds [level][output], ascending, outputs rounded up to 8; or 0 */
    const int32_t *wide;      /* the same in 32 bits, or 0 */
    const pix_word *falling;  /* a bit an output: the code is that of the complement */
    pix_codes codes;          /* what the thresholds make of the sums */
} pix_tail;

/*
 * The code of a sum is the number of thresholds that it reaches. They ascend, so each bit of the code takes one comparison,
 * the highest first. Where a larger sum gives a smaller code, thresholds were raised by one and the code is turned over.
 */
static void pix_quantize(const pix_tail *tail, uint32_t pixel, uint32_t first, uint32_t count, const int32_t *sums)
{
    const uint32_t outputs = (tail->codes.channels + 7U) & ~7U;
    const uint32_t bits = tail->codes.bits;
    const uint32_t shift = first % MODEL_WORD_BITS;
    pix_word *out = pix_arena.words + tail->codes.at + pixel * pix_pixel_words(&tail->codes)
        + first / MODEL_WORD_BITS * bits;
    const uint32_t falling = (uint32_t)(tail->falling[first / MODEL_WORD_BITS] >> shift) & 0xffU;
    uint32_t planes[PIX_MOST_BITS] = {0};
    for (uint32_t lane = 0; lane < count; lane++) {
        uint32_t code = 0;
        for (uint32_t bit = bits; bit-- > 0;) {
            const uint32_t more = code | 1U << bit;
            const uint32_t at = (more - 1U) * outputs + first + lane;
            const int32_t threshold = tail->narrow ? (int32_t)tail->narrow[at] : tail->wide[at];
            if (sums[lane] >= threshold) {
                code = more;
                planes[bit] |= 1U << lane;
            }
        }
    }
    for (uint32_t bit = 0; bit < bits; bit++) {
        const uint32_t turned = (planes[bit] ^ falling) & ((1U << count) - 1U);
        out[bit] = (shift ? out[bit] : 0U) | (pix_word)turned << shift;
    }
}

/* Sums of up to eight outputs of one pixel. */
static void pix_finish(const pix_tail *tail, uint32_t pixel, uint32_t first, uint32_t count, uint32_t outputs, int32_t *sums)
{
    const uint32_t at = pixel * outputs + first;
    if (tail->carried.at != PIX_NONE) {
        for (uint32_t lane = 0; lane < count; lane++) {
            sums[lane] += pix_load(&tail->carried, at + lane);
        }
    }
    if (tail->kept.at != PIX_NONE) {
        for (uint32_t lane = 0; lane < count; lane++) {
            pix_store(&tail->kept, at + lane, sums[lane]);
        }
    }
    if (tail->totals != PIX_NONE) {
        for (uint32_t lane = 0; lane < count; lane++) {
            pix_arena.wide[tail->totals + first + lane] += sums[lane];
        }
    }
    if (tail->codes.bits) {
        pix_quantize(tail, pixel, first, count, sums);
    }
}

#ifdef PIX_VECTORS
PIX_INLINE void pix_finish_some(const pix_tail *tail, uint32_t pixel, uint32_t first, const uint32_t count,
    uint32_t outputs, int16_t *sums)
{
    const uint32_t at = pixel * outputs + first;
    if (tail->carried.at != PIX_NONE) {
        const int16_t *carried = pix_arena.narrow + tail->carried.at + at;
        for (uint32_t lane = 0; lane < count; lane++) {
            sums[lane] = (int16_t)(sums[lane] + carried[lane]);
        }
    }
    if (tail->kept.at != PIX_NONE) {
        int16_t *kept = pix_arena.narrow + tail->kept.at + at;
        for (uint32_t lane = 0; lane < count; lane++) {
            kept[lane] = sums[lane];
        }
    }
    if (tail->totals != PIX_NONE) {
        int32_t *totals = pix_arena.wide + tail->totals + first;
        for (uint32_t lane = 0; lane < count; lane++) {
            totals[lane] += sums[lane];
        }
    }
    if (tail->codes.bits) {
        const uint32_t padded = (tail->codes.channels + 7U) & ~7U;
        const uint32_t bits = tail->codes.bits;
        const uint32_t shift = first % MODEL_WORD_BITS;
        const int16_t *thresholds = tail->narrow + first;
        const pix_word all = count < 64U ? ((pix_word)1 << count) - 1U : ~(pix_word)0;
        const pix_word falling = tail->falling[first / MODEL_WORD_BITS] >> shift;
        pix_word *out = pix_arena.words + tail->codes.at + pixel * pix_pixel_words(&tail->codes)
            + first / MODEL_WORD_BITS * bits;
        if (bits == 2) {
            const pix_word one = pix_reached(sums, thresholds, count);
            const pix_word two = pix_reached(sums, thresholds + padded, count);
            const pix_word three = pix_reached(sums, thresholds + 2U * padded, count);
            out[0] = (shift ? out[0] : 0U) | ((one ^ two ^ three ^ falling) & all) << shift;
            out[1] = (shift ? out[1] : 0U) | ((two ^ falling) & all) << shift;
            return;
        }
        /* Bit b of the number of thresholds reached is the parity of those reached whose number 2^b divides. */
        pix_word planes[PIX_MOST_BITS] = {0};
        for (uint32_t level = 1; level < 1U << bits; level++, thresholds += padded) {
            const pix_word reached = pix_reached(sums, thresholds, count);
            for (uint32_t bit = 0; !(level & ((1U << bit) - 1U)); bit++) {
                planes[bit] ^= reached;
            }
        }
        for (uint32_t bit = 0; bit < bits; bit++) {
            out[bit] = (shift ? out[bit] : 0U) | ((planes[bit] ^ falling) & all) << shift;
        }
    }
}

/* The same as pix_finish for up to PIX_LANES outputs whose sums, and what is added to them, fit into 16 bits. */
static void pix_finish_narrow(const pix_tail *tail, uint32_t pixel, uint32_t first, uint32_t count, uint32_t outputs,
    int16_t *sums)
{
    /* Loops of known length become vectors without more ado. */
    if (count == PIX_LANES) {
        pix_finish_some(tail, pixel, first, PIX_LANES, outputs, sums);
    } else {
        pix_finish_some(tail, pixel, first, count, outputs, sums);
    }
}
#endif
