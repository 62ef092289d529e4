/* ---- pixel embedding: a colour value becomes a vector of codes ------------------------------------------------- */

typedef struct {
    const uint8_t *rows;   /* [colour][256]: which row of codes a value has; equal rows are stored once */
    const uint32_t *codes; /* [row][bit][ceil(dimensions / 32)] */
    uint16_t dimensions;
    uint8_t bits;
    uint16_t first_rows[3]; /* of each colour */
} pix_embedding;

/* Where the first layer is a table of sums, there are no codes. */
#ifdef PIX_EMBEDS
/* Puts a row's codes where a colour's channels are; the words were zero there. */
static void pix_put_row(const pix_embedding *embedding, uint32_t colour, uint32_t row, pix_word *out)
{
    const uint32_t units = (embedding->dimensions + 31U) / 32U;
    const uint32_t *codes = embedding->codes + row * embedding->bits * units;
    for (uint32_t bit = 0; bit < embedding->bits; bit++) {
        uint32_t to = colour * embedding->dimensions;
        for (uint32_t unit = 0; unit < units; unit++, to += 32U) {
            const pix_word piece = *codes++;
            const uint32_t shift = to % MODEL_WORD_BITS;
            pix_word *word = out + to / MODEL_WORD_BITS * embedding->bits + bit;
            word[0] |= piece << shift;
            if (shift > MODEL_WORD_BITS - 32U && piece >> (MODEL_WORD_BITS - shift)) {
                word[embedding->bits] |= piece >> (MODEL_WORD_BITS - shift);
            }
        }
    }
}

/* Which row of codes a colour's value has. */
static uint32_t pix_row(const pix_embedding *embedding, uint32_t colour, uint32_t value)
{
    return (uint32_t)embedding->first_rows[colour] + embedding->rows[colour * 256U + value];
}

/* Writes the codes of one pixel; the words were zero. Channels: dimensions of red, of green, of blue. */
static void pix_embed(const pix_embedding *embedding, const uint8_t *rgb, pix_word *out)
{
    for (uint32_t colour = 0; colour < 3; colour++) {
        pix_put_row(embedding, colour, pix_row(embedding, colour, rgb[colour]), out);
    }
}
#endif
