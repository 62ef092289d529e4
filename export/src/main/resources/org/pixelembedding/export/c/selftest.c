/* One picture with the sums that @title@ must give for it. Returns 0 if it does, else 1 + the first class that differs. */
#include "selftest.h"

#include "model.h"

const uint8_t selftest_picture[MODEL_INPUT_BYTES] = {
@picture@
};

const int32_t selftest_sums[MODEL_CLASSES] = {
@sums@
};

int selftest_run(void)
{
    int32_t sums[MODEL_CLASSES];
    model_sums(selftest_picture, sums);
    for (int i = 0; i < MODEL_CLASSES; i++) {
        if (sums[i] != selftest_sums[i]) {
            return 1 + i;
        }
    }
    return 0;
}
