/* ---- sums over the picture begin at 0 --------------------------------------------------------------------------- */

static void pix_clear(uint32_t totals, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        pix_arena.wide[totals + i] = 0;
    }
}
