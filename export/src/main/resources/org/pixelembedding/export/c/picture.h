/* Brings pictures of any size, as cameras and files hold them, to what the network wants. README.md says by which rule. */
#ifndef PIXEMB_PICTURE_H
#define PIXEMB_PICTURE_H

#include "model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a pixel lies in memory. */
typedef enum {
    MODEL_RGB888,          /* three bytes: red, green, blue */
    MODEL_BGR888,          /* three bytes: blue, green, red */
    MODEL_RGB565_BIG,      /* two bytes, rrrrrggg gggbbbbb, as most cameras send them */
    MODEL_RGB565_LITTLE,   /* the same with the bytes exchanged: a uint16_t of a little-endian CPU */
    MODEL_GREY8            /* one byte for all three colours */
} model_format;

/*
 * Crops the centre of a picture and scales it; rgb is what model_sums and model_classify want, MODEL_INPUT_BYTES long, and may
 * not overlap with the picture. Pixels lie [y][x] without gaps between rows. Height and width: 1 to 32767.
 */
void model_fit(const uint8_t *picture, uint32_t height, uint32_t width, model_format format, uint8_t *rgb);

#ifdef __cplusplus
}
#endif

#endif
