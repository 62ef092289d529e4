/* ---- steps on sums that stand alone ---------------------------------------------------------------------------- */

typedef struct {
    pix_sums input;
    uint32_t pixels;
    uint16_t outputs;
    pix_tail tail;
} pix_sums_step;

static void pix_work_on_sums(const pix_sums_step *step)
{
    for (uint32_t pixel = 0; pixel < step->pixels; pixel++) {
        for (uint32_t first = 0; first < step->outputs; first += 8U) {
            const uint32_t count = step->outputs - first < 8U ? step->outputs - first : 8U;
            int32_t sums[8];
            for (uint32_t lane = 0; lane < count; lane++) {
                sums[lane] = pix_load(&step->input, pixel * step->outputs + first + lane);
            }
            pix_finish(&step->tail, pixel, first, count, step->outputs, sums);
        }
    }
}
