#include "count.h"
#include "model.h"

void count_run(const uint8_t *picture)
{
    int32_t sums[MODEL_CLASSES];
    model_sums(picture, sums);
}
