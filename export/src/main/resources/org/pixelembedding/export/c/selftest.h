#ifndef PIXEMB_SELFTEST_H
#define PIXEMB_SELFTEST_H

#include "model.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const uint8_t selftest_picture[MODEL_INPUT_BYTES];
extern const int32_t selftest_sums[MODEL_CLASSES];

/* 0 if the model gives exactly the sums that it must, else 1 + the first class that differs. */
int selftest_run(void);

#ifdef __cplusplus
}
#endif

#endif
