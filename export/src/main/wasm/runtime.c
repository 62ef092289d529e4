/*
 * The WebAssembly runtime: the kernels of exported C, with a model that comes as data (CData.java writes it) instead of as
 * constants. The same file for all models; ./build makes runtime.wasm and runtime-simd.wasm of it.
 *
 * The memory, from the linker's __heap_base on: the arena, then the model, then whatever the caller puts there.
 */
#include <stddef.h>
#include <stdint.h>

#define MODEL_WORD_BITS 64
/* Larger than any: the arena is as large as the memory that the caller has grown. */
#define MODEL_ARENA_BYTES 0x7ffffff0U
#define MODEL_TRACE 1
#define PIX_GIVEN_MEMORY __heap_base
#define PIX_EMBEDS 1
#define PIX_IMPORT(name) __attribute__((import_module("pixemb"), import_name(name)))
#define PIX_EXPORT(name) __attribute__((export_name(name)))

/* Only called by steps that a model holds when it was written for tracing. */
PIX_IMPORT("trace") void model_trace(uint32_t layer, uint32_t at, int32_t value);

#include "words.c"
#include "vectors.c"
#ifdef PIX_VECTORS
/* What permute.c has of its own otherwise, in memory behind the model. */
static uint8_t *pix_prepared;
static uint8_t *pix_patch;
static uint16_t *pix_patch_totals;
static pix_shorts *pix_unfinished;
static PIX_ALIGNED uint8_t pix_bit_counts[PIX_TABLE_BYTES * PIX_TABLE_BYTES];
#endif
#include "tail.c"
#include "embedding.c"
static pix_embedding pix_pixels;
#include "embed_all.c"
#include "convolution.c"
#include "permute.c"
#ifdef PIX_VECTORS
/* The first layer's table; there is one in a model at most. */
static struct {
    uint32_t bias;
    uint32_t together;
    uint32_t taps;
    uint32_t rows;
    uint32_t outputs;
} pix_look;
static uint16_t pix_look_up_first[3];
static uint8_t *pix_look_up_table;
#define PIX_LOOKS_UP 1
#define PIX_LOOK_UP_MOST_TAPS 121U
#define PIX_LOOK_UP_BIAS pix_look.bias
#define PIX_LOOK_UP_TOGETHER pix_look.together
#define PIX_LOOK_UP_TAPS pix_look.taps
#define PIX_LOOK_UP_ROWS pix_look.rows
#define PIX_LOOK_UP_OUTPUTS pix_look.outputs
#include "look_up.c"
#endif
#include "pool.c"
#include "sums.c"
#include "totals.c"
#include "trace.c"

#include "run/memory.c"

/* What a step does; CData.java has the same names and numbers. */
enum {
    PIX_END = 0,
    PIX_CONVOLVE = 1,
    PIX_EMBED_ALL = 2,
    PIX_POOL = 3,
    PIX_WORK_ON_SUMS = 4,
    PIX_CLEAR = 5,
    PIX_TRACE_CODES = 6,
    PIX_TRACE_SUMS = 7,
    PIX_LOOK_UP_AND_ADD = 8
};

/* First byte of the arena. */
PIX_EXPORT("arena") uint32_t pix_arena_place(void)
{
    return (uint32_t)(uintptr_t)&pix_arena;
}

/* The numbers of a program, read one after another, and the bytes that places of constants are counted from. */
typedef struct {
    const uint32_t *next;
    const uint8_t *model;
} pix_reader;

static uint32_t pix_number(pix_reader *reader)
{
    return *reader->next++;
}

/* A constant's address; 0 for none, since the model's first bytes are no constant. */
static const void *pix_constant(pix_reader *reader)
{
    const uint32_t at = pix_number(reader);
    return at == 0 ? 0 : reader->model + at;
}

static pix_codes pix_read_codes(pix_reader *reader)
{
    pix_codes codes = {0};
    codes.at = pix_number(reader);
    codes.height = (uint16_t)pix_number(reader);
    codes.width = (uint16_t)pix_number(reader);
    codes.channels = (uint16_t)pix_number(reader);
    codes.bits = (uint8_t)pix_number(reader);
    return codes;
}

static pix_sums pix_read_sums(pix_reader *reader)
{
    pix_sums sums = {0};
    sums.at = pix_number(reader);
    sums.wide = (uint8_t)pix_number(reader);
    return sums;
}

static pix_tail pix_read_tail(pix_reader *reader)
{
    pix_tail tail = {0};
    tail.carried = pix_read_sums(reader);
    tail.kept = pix_read_sums(reader);
    tail.totals = pix_number(reader);
    tail.narrow = pix_constant(reader);
    tail.wide = pix_constant(reader);
    tail.falling = pix_constant(reader);
    tail.codes = pix_read_codes(reader);
    return tail;
}

static void pix_read_embedding(pix_reader *reader)
{
    pix_pixels.rows = pix_constant(reader);
    pix_pixels.codes = pix_constant(reader);
    pix_pixels.dimensions = (uint16_t)pix_number(reader);
    pix_pixels.bits = (uint8_t)pix_number(reader);
    for (uint32_t colour = 0; colour < 3; colour++) {
        pix_pixels.first_rows[colour] = (uint16_t)pix_number(reader);
    }
}

static pix_convolution pix_read_convolution(pix_reader *reader)
{
    pix_convolution conv = {0};
    conv.weights = pix_constant(reader);
    conv.input = pix_read_codes(reader);
    conv.from_pixels = (uint8_t)pix_number(reader);
    conv.weight_bits = (uint8_t)pix_number(reader);
    conv.kernel_height = (uint8_t)pix_number(reader);
    conv.kernel_width = (uint8_t)pix_number(reader);
    conv.stride = (uint8_t)pix_number(reader);
    conv.padding = (uint8_t)pix_number(reader);
    conv.height = (uint16_t)pix_number(reader);
    conv.width = (uint16_t)pix_number(reader);
    conv.outputs = (uint16_t)pix_number(reader);
    conv.window = pix_number(reader);
    const uint32_t narrow = pix_number(reader);
    const uint32_t prepared = pix_number(reader);
#ifdef PIX_VECTORS
    conv.narrow = (uint8_t)narrow;
    conv.prepared = prepared;
#endif
    (void)narrow, (void)prepared;
    conv.tail = pix_read_tail(reader);
    return conv;
}

/* A convolution of the picture that builds with vectors look up. */
static pix_convolution pix_read_look_up(pix_reader *reader)
{
    const uint32_t bias = pix_number(reader);
    const uint32_t together = pix_number(reader);
    const uint32_t rows = pix_number(reader);
    const uint32_t outputs = pix_number(reader);
    const uint32_t green = pix_number(reader);
    const uint32_t blue = pix_number(reader);
    const pix_convolution conv = pix_read_convolution(reader);
#ifdef PIX_VECTORS
    pix_look.bias = bias;
    pix_look.together = together;
    pix_look.taps = (uint32_t)conv.kernel_height * conv.kernel_width;
    pix_look.rows = rows;
    pix_look.outputs = outputs;
    pix_look_up_first[1] = (uint16_t)green;
    pix_look_up_first[2] = (uint16_t)blue;
#endif
    (void)bias, (void)together, (void)rows, (void)outputs, (void)green, (void)blue;
    return conv;
}

static pix_pooling pix_read_pooling(pix_reader *reader)
{
    pix_pooling pooling = {0};
    pooling.input = pix_read_codes(reader);
    pooling.output = pix_read_codes(reader);
    pooling.size = (uint8_t)pix_number(reader);
    pooling.stride = (uint8_t)pix_number(reader);
    return pooling;
}

static pix_sums_step pix_read_sums_step(pix_reader *reader)
{
    pix_sums_step step = {0};
    step.input = pix_read_sums(reader);
    step.pixels = pix_number(reader);
    step.outputs = (uint16_t)pix_number(reader);
    step.tail = pix_read_tail(reader);
    return step;
}

/*
 * Prepares a model, before the first picture and again when the memory was used for another model. Work: as many bytes as the
 * model's header says, aligned to 64, the runtime's own from then on. Gives 0 if the program has a step of another version.
 */
PIX_EXPORT("prepare") uint32_t pix_prepare_model(const uint8_t *model, uint32_t program, uint8_t *work)
{
    pix_reader reader = {(const uint32_t *)(const void *)(model + program), model};
    pix_read_embedding(&reader);
    const uint32_t prepared_bytes = pix_number(&reader);
    const uint32_t patch_bytes = pix_number(&reader);
    const uint32_t unfinished_bytes = pix_number(&reader);
#ifdef PIX_VECTORS
    pix_prepared = work;
    pix_patch = pix_prepared + prepared_bytes;
    pix_unfinished = (pix_shorts *)(void *)(pix_patch + patch_bytes);
    pix_patch_totals = (uint16_t *)(void *)(pix_patch + patch_bytes + unfinished_bytes);
    pix_look_up_table = pix_patch + patch_bytes + unfinished_bytes + patch_bytes / PIX_TABLE_BYTES * sizeof(uint16_t);
#endif
    (void)work, (void)prepared_bytes, (void)patch_bytes, (void)unfinished_bytes;
    for (;;) {
        switch (pix_number(&reader)) {
        case PIX_END:
            return 1;
        case PIX_CONVOLVE: {
            const pix_convolution conv = pix_read_convolution(&reader);
#ifdef PIX_VECTORS
            if (conv.narrow) {
                pix_prepare(&conv);
            }
#endif
            (void)conv;
            break;
        }
        case PIX_LOOK_UP_AND_ADD: {
            const pix_convolution conv = pix_read_look_up(&reader);
#ifdef PIX_VECTORS
            pix_prepare_look_up(&conv);
#endif
            (void)conv;
            break;
        }
        case PIX_EMBED_ALL:
            (void)pix_read_codes(&reader);
            break;
        case PIX_POOL:
            (void)pix_read_pooling(&reader);
            break;
        case PIX_WORK_ON_SUMS:
            (void)pix_read_sums_step(&reader);
            break;
        case PIX_CLEAR:
            reader.next += 2;
            break;
        case PIX_TRACE_CODES:
            reader.next += 6;
            break;
        case PIX_TRACE_SUMS:
            reader.next += 4;
            break;
        default:
            return 0;
        }
    }
}

/*
 * Runs a prepared model on a picture of its size. The program begins with the embedding and the sizes of the memory to work in; steps
 * follow, each what it does and what it works on; it ends with the place of the class sums. Gives their address, 32 bits each.
 */
PIX_EXPORT("run") const int32_t *pix_run(const uint8_t *model, uint32_t program, const uint8_t *rgb)
{
    (void)pix_trace_totals; /* a program calls them sums */
    pix_reader reader = {(const uint32_t *)(const void *)(model + program), model};
    pix_read_embedding(&reader);
    reader.next += 3;
    for (;;) {
        switch (pix_number(&reader)) {
        case PIX_END:
            return pix_arena.wide + pix_number(&reader);
        case PIX_CONVOLVE: {
            const pix_convolution conv = pix_read_convolution(&reader);
            pix_convolve(&conv, rgb);
            break;
        }
        case PIX_LOOK_UP_AND_ADD: {
            const pix_convolution conv = pix_read_look_up(&reader);
#ifdef PIX_VECTORS
            pix_look_up(&conv, rgb);
#else
            pix_convolve(&conv, rgb);
#endif
            break;
        }
        case PIX_EMBED_ALL: {
            const pix_codes codes = pix_read_codes(&reader);
            pix_embed_all(&codes, rgb);
            break;
        }
        case PIX_POOL: {
            const pix_pooling pooling = pix_read_pooling(&reader);
            pix_pool(&pooling);
            break;
        }
        case PIX_WORK_ON_SUMS: {
            const pix_sums_step step = pix_read_sums_step(&reader);
            pix_work_on_sums(&step);
            break;
        }
        case PIX_CLEAR: {
            const uint32_t totals = pix_number(&reader);
            pix_clear(totals, pix_number(&reader));
            break;
        }
        case PIX_TRACE_CODES: {
            const uint32_t layer = pix_number(&reader);
            const pix_codes codes = pix_read_codes(&reader);
            pix_trace_codes(layer, &codes);
            break;
        }
        case PIX_TRACE_SUMS: {
            const uint32_t layer = pix_number(&reader);
            const pix_sums sums = pix_read_sums(&reader);
            pix_trace_sums(layer, &sums, pix_number(&reader));
            break;
        }
        default:
            return 0;
        }
    }
}
