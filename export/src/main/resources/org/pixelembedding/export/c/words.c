/* ---- words: codes and signs, one channel a bit ---------------------------------------------------------------- */

#if MODEL_WORD_BITS == 64
typedef uint64_t pix_word;
/* Eight outputs, 64 channels of each: the first 32 (a) and the next 32 (b). */
#define PIX_JOIN(a, b) ((uint64_t)(b) << 32 | (uint64_t)(a))
#define PIX_PAIR(a, b) PIX_JOIN(a, b)
#define PIX_HALF(a) (uint64_t)(a)
#define PIX_PAIR8(a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7) \
    PIX_JOIN(a0, b0), PIX_JOIN(a1, b1), PIX_JOIN(a2, b2), PIX_JOIN(a3, b3), \
    PIX_JOIN(a4, b4), PIX_JOIN(a5, b5), PIX_JOIN(a6, b6), PIX_JOIN(a7, b7)
#elif MODEL_WORD_BITS == 32
typedef uint32_t pix_word;
#define PIX_PAIR(a, b) a, b
#define PIX_HALF(a) a
#define PIX_PAIR8(a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7) \
    a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7
#else
#error "MODEL_WORD_BITS: want 32 or 64"
#endif
#define PIX_HALF8(a0, a1, a2, a3, a4, a5, a6, a7) \
    PIX_HALF(a0), PIX_HALF(a1), PIX_HALF(a2), PIX_HALF(a3), PIX_HALF(a4), PIX_HALF(a5), PIX_HALF(a6), PIX_HALF(a7)

#define PIX_NONE UINT32_C(0xffffffff)
#define PIX_MOST_BITS 8U

/* One memory for all that lives during a call. A place is written as one member before it is read as that member. */
typedef union {
    pix_word words[(MODEL_ARENA_BYTES + sizeof(pix_word) - 1U) / sizeof(pix_word)];
    int16_t narrow[(MODEL_ARENA_BYTES + 1U) / 2U];
    int32_t wide[(MODEL_ARENA_BYTES + 3U) / 4U];
} pix_memory;
#ifdef PIX_GIVEN_MEMORY
/* The place is given by whoever includes this file, for models that come as data. */
extern pix_memory PIX_GIVEN_MEMORY;
#define pix_arena PIX_GIVEN_MEMORY
#else
static pix_memory pix_arena;
#endif

/* Whether the CPU counts the bits of a word. */
#if defined(__POPCNT__) || defined(__riscv_zbb) || defined(__wasm__) || (defined(__aarch64__) && defined(__ARM_NEON))
#define PIX_CPU_COUNTS
#endif

static uint32_t pix_bits_set(pix_word word)
{
#if MODEL_WORD_BITS == 64
#ifdef PIX_CPU_COUNTS
    return (uint32_t)__builtin_popcountll(word);
#else
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
#endif
#else
#ifdef PIX_CPU_COUNTS
    return (uint32_t)__builtin_popcount(word);
#else
    word -= word >> 1 & UINT32_C(0x55555555);
    word = (word & UINT32_C(0x33333333)) + (word >> 2 & UINT32_C(0x33333333));
    word = (word + (word >> 4)) & UINT32_C(0x0f0f0f0f);
    return word * UINT32_C(0x01010101) >> 24;
#endif
#endif
}

/* Codes of one tensor in the arena: [y][x][word][bit], channel c is bit c % MODEL_WORD_BITS of word c / MODEL_WORD_BITS. */
typedef struct {
    uint32_t at; /* first word in the arena */
    uint16_t height;
    uint16_t width;
    uint16_t channels;
    uint8_t bits;
} pix_codes;

static uint32_t pix_words(uint32_t channels)
{
    return (channels + MODEL_WORD_BITS - 1U) / MODEL_WORD_BITS;
}

/* Words of one pixel. */
static uint32_t pix_pixel_words(const pix_codes *codes)
{
    return pix_words(codes->channels) * codes->bits;
}
