/* ---- the whole picture embedded, where more than one layer reads the codes ------------------------------------- */

static void pix_embed_all(const pix_codes *codes, const uint8_t *rgb)
{
    const uint32_t words = pix_pixel_words(codes);
    pix_word *out = pix_arena.words + codes->at;
    for (uint32_t pixel = 0; pixel < (uint32_t)codes->height * codes->width; pixel++, rgb += 3, out += words) {
        for (uint32_t i = 0; i < words; i++) {
            out[i] = 0;
        }
        pix_embed(&pix_pixels, rgb, out);
    }
}
