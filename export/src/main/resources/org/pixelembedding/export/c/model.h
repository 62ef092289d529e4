/* @title@: a fully quantized network in C99. Made by pixemb; README.md says how to use it. */
#ifndef PIXEMB_MODEL_H
#define PIXEMB_MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MODEL_HEIGHT @height@
#define MODEL_WIDTH @width@
#define MODEL_CLASSES @classes@

/* Bytes of a picture: [y][x][colour], colours red, green, blue, as they were decoded. */
#define MODEL_INPUT_BYTES @input_bytes@

/* Channels that are counted at once: what the CPU's registers hold, unless it is defined on the command line. */
#ifndef MODEL_WORD_BITS
#if UINTPTR_MAX > 0xffffffffU || defined(__wasm__)
#define MODEL_WORD_BITS 64
#else
#define MODEL_WORD_BITS 32
#endif
#endif

/* Bytes of static memory that a call works in. */
#if MODEL_WORD_BITS == 64
#define MODEL_ARENA_BYTES @arena64@U
#else
#define MODEL_ARENA_BYTES @arena32@U
#endif

/* Class sums of one picture: the class is the index of the largest, the lowest of several. One call at a time. */
void model_sums(const uint8_t *rgb, int32_t *sums);

/* The class of one picture, 0 to MODEL_CLASSES - 1. */
uint32_t model_classify(const uint8_t *rgb);

/* Names of the classes, UTF-8. */
extern const char *const model_labels[MODEL_CLASSES];

/* Which vectors this build uses, for example "avx2"; "portable" where none. */
extern const char *const model_vectors;

#ifdef MODEL_TRACE
/*
 * To be written by whoever defines MODEL_TRACE: is told every code and every sum that is kept. The layer is its index in the
 * model file, at is (y * width + x) * channels + channel.
 */
void model_trace(uint32_t layer, uint32_t at, int32_t value);
#endif

#ifdef __cplusplus
}
#endif

#endif
