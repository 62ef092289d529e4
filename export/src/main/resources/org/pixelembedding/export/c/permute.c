/* ---- convolution by byte permutes: the sums of a group of codes are looked up, not counted ---------------------- */

#ifdef PIX_VECTORS

/*
 * Pixels of a row that are worked on together. Tiles of 7 fill the rows of 224-pixel networks, tiles of 8 others. A compiler
 * of WebAssembly runs out of the 16 registers of x86-64 beyond 4 (0.43 against 0.63 ms for tiny, Node 20).
 */
#ifdef __wasm_simd128__
#define PIX_TILE 4U
#define PIX_ALL(do_) do_(0) do_(1) do_(2) do_(3)
#define PIX_EACH PIX_ALL
#else
#define PIX_TILE 8U
#define PIX_ALL(do_) do_(0) do_(1) do_(2) do_(3) do_(4) do_(5) do_(6) do_(7)
#define PIX_EACH(do_) do_(0) do_(1) do_(2) do_(3) do_(4) do_(5) do_(6) if (pixels == 8U) { do_(7) }
#endif

#ifndef PIX_GIVEN_MEMORY
/* Weights a second time, as bytes of indices; filled in by the first call. */
static PIX_ALIGNED uint8_t pix_prepared[PIX_PREPARED_BYTES];
/*
 * The tables of the input pixels under a row of a tile, [word][row][column][group][PIX_TABLE_BYTES]. Row y of the picture is at
 * y modulo the kernel's height, so that a row is written once for all output rows that read it.
 */
static PIX_ALIGNED uint8_t pix_patch[PIX_PATCH_BYTES];
/* The sum of the codes of each of these pixels. */
static uint16_t pix_patch_totals[PIX_PATCH_BYTES / PIX_TABLE_BYTES];
/* For each choice of a group's channels, how many of these bits are set: [bits][choice]. */
static PIX_ALIGNED uint8_t pix_bit_counts[PIX_TABLE_BYTES * PIX_TABLE_BYTES];
/* Sums of all outputs of a tile, between two words of channels. */
static pix_shorts pix_unfinished[PIX_BLOCKS * PIX_TILE];
#endif

/* Bytes of weights for a word of one output; a word that is not full has fewer. */
static uint32_t pix_word_bytes(uint32_t channels)
{
    return ((channels < 64U ? channels : 64U) + PIX_BYTE_CHANNELS - 1U) / PIX_BYTE_CHANNELS;
}

/* Order [PIX_LANES outputs][plane][word][tap][byte][output]. */
static void pix_prepare(const pix_convolution *conv)
{
    const uint32_t words = pix_words(conv->input.channels);
    const uint32_t taps = (uint32_t)conv->kernel_height * conv->kernel_width;
    const uint32_t bytes = pix_word_bytes(conv->input.channels);
    uint8_t *out = pix_prepared + conv->prepared;
    for (uint32_t i = 0; i < PIX_TABLE_BYTES * PIX_TABLE_BYTES; i++) {
        pix_bit_counts[i] = (uint8_t)pix_bits_set((i / PIX_TABLE_BYTES) & i & (PIX_TABLE_BYTES - 1U));
    }
    for (uint32_t block = 0; block < conv->outputs; block += PIX_LANES) {
        for (uint32_t plane = 0; plane < conv->weight_bits; plane++) {
            for (uint32_t word = 0; word < words; word++) {
                for (uint32_t tap = 0; tap < taps; tap++) {
                    for (uint32_t byte = 0; byte < bytes; byte++) {
                        for (uint32_t lane = 0; lane < PIX_LANES; lane++) {
                            const uint32_t output = block + lane;
                            /* None lie beyond the last eight outputs. */
                            const pix_word signs = output >= conv->outputs
                                ? 0
                                : conv->weights[(((output / 8U * conv->weight_bits + plane) * taps + tap) * words + word)
                                        * 8U + output % 8U];
                            *out++ = (uint8_t)(signs >> byte * PIX_BYTE_CHANNELS & ((1U << PIX_BYTE_CHANNELS) - 1U));
                        }
                    }
                }
            }
        }
    }
}

/* The table of a group whose codes are bits: for each choice of channels how many of them are set. */
PIX_INLINE pix_table pix_table_of(pix_word bits)
{
    return pix_table_load(pix_bit_counts + (bits & (PIX_TABLE_BYTES - 1U)) * PIX_TABLE_BYTES);
}

/* Tables of one pixel, the sums over the codes' bits of 2^bit times those that have it; gives the sum of its codes. */
static uint32_t pix_write_tables(const pix_word *codes, uint32_t words, uint32_t bits, uint32_t groups, uint8_t *to,
    uint32_t word_bytes)
{
    uint32_t total = 0;
    for (; words > 0; words--, codes += bits, to += word_bytes) {
        uint8_t *out = to;
        for (uint32_t group = 0, shift = 0; group < groups; group++, shift += PIX_GROUP) {
            uint32_t bit = bits - 1U;
            pix_table table = pix_table_of(codes[bit] >> shift);
            while (bit-- > 0) {
                table = pix_table_add(pix_table_add(table, table), pix_table_of(codes[bit] >> shift));
            }
            pix_table_store(out, table);
            out += PIX_TABLE_BYTES;
        }
        for (uint32_t bit = 0; bit < bits; bit++) {
            total += pix_bits_set(codes[bit]) << bit;
        }
    }
    return total;
}

/* The same for the usual 2 bits. */
PIX_APART uint32_t pix_write_tables_of_2(
    const pix_word *codes, uint32_t words, uint32_t groups, uint8_t *to, uint32_t word_bytes)
{
    uint32_t total = 0;
    for (; words > 0; words--, codes += 2, to += word_bytes) {
        pix_word low = codes[0];
        pix_word high = codes[1];
        uint8_t *out = to;
        total += pix_bits_set(low) + 2U * pix_bits_set(high);
        for (uint32_t group = groups; group > 0; group--, low >>= PIX_GROUP, high >>= PIX_GROUP) {
            const pix_table upper = pix_table_of(high);
            pix_table_store(out, pix_table_add(pix_table_add(upper, upper), pix_table_of(low)));
            out += PIX_TABLE_BYTES;
        }
    }
    return total;
}

/* What a tile has to know of its layer. */
typedef struct {
    uint32_t words;
    uint32_t bytes;        /* of weights in a word */
    uint32_t chunk;        /* bytes of weights whose sums fit into 8 bits */
    uint32_t kernel_height;
    uint32_t kernel_width;
    uint32_t tile;         /* output pixels */
    uint32_t columns;      /* of input pixels under the tile */
    uint32_t pixel_bytes;  /* tables of a pixel's word */
    uint32_t row_bytes;    /* tables of a row's word */
    uint32_t word_bytes;   /* tables of the patch's word */
    uint32_t step;         /* from the tables of one pixel of the tile to those of the next */
} pix_tiling;

#if PIX_GROUP == 4
#define PIX_LOOK_UP(p) \
    a##p = pix_bytes_add(a##p, pix_bytes_add(pix_pick(at + p * step, low), pix_pick(at + p * step + 16, high)));
#else
#define PIX_LOOK_UP(p) a##p = pix_bytes_add(a##p, pix_pick(at + p * step, index));
#endif
#define PIX_START(p) pix_bytes a##p = pix_bytes_zero(); pix_shorts s##p = pix_shorts_zero();
#define PIX_GO_ON(p) s##p = unfinished[p];
#define PIX_KEEP(p) unfinished[p] = s##p;
#define PIX_WIDEN(p) s##p = pix_widen(s##p, a##p); a##p = pix_bytes_zero();
#define PIX_UNUSED(p) (void)a##p, (void)s##p;
#define PIX_STORE(p) pix_shorts_store(sums + p * PIX_LANES, s##p, 2, totals[p]);

/* Some words of channels: all of them, or one of several. */
typedef struct {
    uint32_t first;
    uint32_t end;
} pix_part;

/*
 * The sums of PIX_LANES outputs of a tile's pixels, for one plane of the weights; row: the patch's, of the kernel's first. Weights
 * begin at the part's. Sums of a part that is not the last are left unfinished.
 */
PIX_INLINE void pix_tile_sums(const pix_tiling *tiling, pix_part part, const uint8_t *weights, uint32_t row,
    const int16_t *totals, pix_shorts *unfinished, int16_t *sums, const uint32_t pixels)
{
    const uint32_t step = tiling->step;
    const uint8_t *tables = pix_patch + part.first * tiling->word_bytes;
    PIX_ALL(PIX_START)
    if (part.first > 0) {
        PIX_EACH(PIX_GO_ON)
    }
    for (uint32_t word = part.first; word < part.end; word++, tables += tiling->word_bytes) {
        for (uint32_t ky = 0, from_row = row; ky < tiling->kernel_height; ky++) {
            const uint8_t *from = tables + from_row * tiling->row_bytes;
            from_row = from_row + 1U < tiling->kernel_height ? from_row + 1U : 0;
            for (uint32_t kx = 0; kx < tiling->kernel_width; kx++, from += tiling->pixel_bytes) {
                const uint8_t *at = from;
                for (uint32_t left = tiling->bytes; left > 0;) {
                    const uint32_t count = left < tiling->chunk ? left : tiling->chunk;
                    left -= count;
                    uint32_t i = count;
                    do {
#if PIX_GROUP == 4
                        const pix_bytes both = pix_bytes_load(weights);
                        const pix_bytes low = pix_low_half(both);
                        const pix_bytes high = pix_high_half(both);
#else
                        const pix_bytes index = pix_bytes_load(weights);
#endif
                        PIX_EACH(PIX_LOOK_UP)
                        weights += PIX_LANES;
                        at += PIX_TABLE_BYTES * PIX_BYTE_GROUPS;
                    } while (--i > 0);
                    PIX_EACH(PIX_WIDEN)
                }
            }
        }
    }
    if (part.end < tiling->words) {
        PIX_EACH(PIX_KEEP)
    } else {
        PIX_EACH(PIX_STORE)
    }
    PIX_ALL(PIX_UNUSED)
    (void)pixels;
}

static void pix_tile_of_7(const pix_tiling *tiling, pix_part part, const uint8_t *weights, uint32_t row,
    const int16_t *totals, pix_shorts *unfinished, int16_t *sums)
{
    pix_tile_sums(tiling, part, weights, row, totals, unfinished, sums, 7U);
}

PIX_APART void pix_tile_of_8(const pix_tiling *tiling, pix_part part, const uint8_t *weights, uint32_t row,
    const int16_t *totals, pix_shorts *unfinished, int16_t *sums)
{
    pix_tile_sums(tiling, part, weights, row, totals, unfinished, sums, 8U);
}

/* Tables and totals of a row of input pixels under a tile; 0 outside of the picture. Both count from the padding. */
static void pix_fill_row(const pix_convolution *conv, const pix_tiling *tiling, const uint8_t *rgb, uint32_t row, uint32_t left)
{
    const uint32_t bits = conv->input.bits;
    const uint32_t words = pix_pixel_words(&conv->input);
    const uint32_t groups = tiling->bytes * PIX_BYTE_GROUPS;
    const uint32_t slot = row % conv->kernel_height;
    /* Left of and above the picture these wrap around to large numbers. */
    const uint32_t y = row - conv->padding;
    uint32_t x = left - conv->padding;
    const uint32_t width = y < conv->input.height ? conv->input.width : 0;
    const pix_word *line = pix_arena.words + (conv->from_pixels || !width ? 0 : conv->input.at + y * width * words);
    pix_word *embedded = pix_arena.words + conv->window;
    uint8_t *to = pix_patch + slot * tiling->row_bytes;
    uint16_t *totals = pix_patch_totals + slot * tiling->columns;
    for (uint32_t column = 0; column < tiling->columns; column++, x++, to += tiling->pixel_bytes) {
        const pix_word *codes = embedded;
        if (x < width && !conv->from_pixels) {
            codes = line + x * words;
        } else {
            for (uint32_t i = 0; i < words; i++) {
                embedded[i] = 0;
            }
#ifdef PIX_EMBEDS
            if (x < width) {
                pix_embed(&pix_pixels, rgb + (y * width + x) * 3U, embedded);
            }
#endif
        }
        totals[column] = (uint16_t)(bits == 2
                ? pix_write_tables_of_2(codes, tiling->words, groups, to, tiling->word_bytes)
                : pix_write_tables(codes, tiling->words, bits, groups, to, tiling->word_bytes));
    }
    (void)rgb;
}

/* Sums of the codes under the kernel, of each pixel of a tile. */
static void pix_tile_totals(const pix_convolution *conv, const pix_tiling *tiling, int16_t *totals)
{
    uint16_t columns[(PIX_TILE - 1U) * 255U + 255U];
    for (uint32_t column = 0; column < tiling->columns; column++) {
        columns[column] = pix_patch_totals[column];
    }
    for (uint32_t ky = 1; ky < conv->kernel_height; ky++) {
        const uint16_t *row = pix_patch_totals + ky * tiling->columns;
        for (uint32_t column = 0; column < tiling->columns; column++) {
            columns[column] = (uint16_t)(columns[column] + row[column]);
        }
    }
    for (uint32_t p = 0; p < PIX_TILE; p++) {
        totals[p] = 0;
    }
    for (uint32_t kx = 0; kx < conv->kernel_width; kx++) {
        const uint16_t *column = columns + kx;
        for (uint32_t p = 0; p < tiling->tile; p++, column += conv->stride) {
            totals[p] = (int16_t)(totals[p] + (int16_t)*column);
        }
    }
}

/* A block of outputs of the pixels from (y, x) on: sums, and when the last part is done what becomes of them. */
static void pix_permute_tile(const pix_convolution *conv, const pix_tiling *tiling, pix_part part, uint32_t y,
    uint32_t x, uint32_t block, const int16_t *totals)
{
    static PIX_ALIGNED int16_t sums[PIX_TILE * PIX_LANES];
    static PIX_ALIGNED int16_t plane_sums[PIX_TILE * PIX_LANES];
    const uint32_t word_bytes = tiling->kernel_height * tiling->kernel_width * tiling->bytes * PIX_LANES;
    const uint32_t plane_bytes = tiling->words * word_bytes;
    const uint32_t row = y * conv->stride % tiling->kernel_height;
    const uint8_t *weights = pix_prepared + conv->prepared
        + block / PIX_LANES * conv->weight_bits * plane_bytes + part.first * word_bytes;
    pix_shorts *unfinished = pix_unfinished + block / PIX_LANES * PIX_TILE;
    for (uint32_t plane = 0; plane < conv->weight_bits; plane++, weights += plane_bytes) {
        int16_t *to = plane ? plane_sums : sums;
        if (PIX_TILE == 8U && tiling->tile == 7U) {
            pix_tile_of_7(tiling, part, weights, row, totals, unfinished, to);
        } else {
            pix_tile_of_8(tiling, part, weights, row, totals, unfinished, to);
        }
        for (uint32_t i = 0; plane && i < tiling->tile * PIX_LANES; i++) {
            sums[i] = (int16_t)(sums[i] + plane_sums[i] * (1 << plane));
        }
    }
    if (part.end < tiling->words) {
        return;
    }
    const uint32_t count = conv->outputs - block < PIX_LANES ? conv->outputs - block : PIX_LANES;
    for (uint32_t p = 0; p < tiling->tile && x + p < conv->width; p++) {
        pix_finish_narrow(&conv->tail, y * conv->width + x + p, block, count, conv->outputs, sums + p * PIX_LANES);
    }
}

static void pix_permute(const pix_convolution *conv, const uint8_t *rgb)
{
    const int sevens = PIX_TILE == 8U && (7U - conv->width % 7U) % 7U < (8U - conv->width % 8U) % 8U;
    const uint32_t tile = sevens ? 7U : PIX_TILE;
    pix_tiling tiling;
    tiling.words = pix_words(conv->input.channels);
    tiling.bytes = pix_word_bytes(conv->input.channels);
    tiling.chunk = 255U / (((1U << conv->input.bits) - 1U) * PIX_BYTE_CHANNELS);
    tiling.kernel_height = conv->kernel_height;
    tiling.kernel_width = conv->kernel_width;
    tiling.tile = tile;
    tiling.columns = (tile - 1U) * conv->stride + conv->kernel_width;
    tiling.pixel_bytes = tiling.bytes * PIX_BYTE_GROUPS * PIX_TABLE_BYTES;
    tiling.row_bytes = tiling.columns * tiling.pixel_bytes;
    tiling.word_bytes = conv->kernel_height * tiling.row_bytes;
    tiling.step = conv->stride * tiling.pixel_bytes;
    for (uint32_t x = 0; x < conv->width; x += tile) {
        uint32_t filled = 0;
        for (uint32_t y = 0; y < conv->height; y++) {
            int16_t totals[PIX_TILE];
            /* With a stride above the kernel's height some rows are never read. */
            filled = filled > y * conv->stride ? filled : y * conv->stride;
            for (; filled < y * conv->stride + conv->kernel_height; filled++) {
                pix_fill_row(conv, &tiling, rgb, filled, x * conv->stride);
            }
            pix_tile_totals(conv, &tiling, totals);
            /* Word by word, so that tables and weights stay in the nearest cache; planes of weights are added at once. */
            const uint32_t words = conv->weight_bits == 1 ? 1U : tiling.words;
            for (pix_part part = {0, words}; part.first < tiling.words; part.first += words, part.end += words) {
                for (uint32_t block = 0; block < conv->outputs; block += PIX_LANES) {
                    pix_permute_tile(conv, &tiling, part, y, x, block, totals);
                }
            }
        }
    }
}

#endif
