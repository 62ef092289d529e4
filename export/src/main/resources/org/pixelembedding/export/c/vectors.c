/* ---- vectors: what the compiler says the CPU has; portable code where it has none of these ---------------------- */

/*
 * A look-up takes the bits of PIX_GROUP channels' weights as index and gives, for PIX_LANES outputs at once, the sum of the
 * codes whose weight is +1: a byte permute with a table of one pixel's codes. An index byte of weights holds one group of 6
 * channels, or two of 4.
 */
#if MODEL_WORD_BITS != 64 || defined(MODEL_PORTABLE)
/* None. */
#elif defined(__AVX512BW__) && defined(__AVX512VBMI__)

#include <immintrin.h>

#define PIX_VECTORS "avx512-vbmi"
#define PIX_LANES 64U
#define PIX_GROUP 6U

typedef __m512i pix_bytes;
typedef __m512i pix_table;

/* Sums of 16 bits: of the outputs of even and of odd number. Unpacking would want the port that permutes. */
typedef struct {
    __m512i low;
    __m512i high;
} pix_shorts;

static inline pix_bytes pix_bytes_zero(void)
{
    return _mm512_setzero_si512();
}

static inline pix_bytes pix_bytes_load(const uint8_t *from)
{
    return _mm512_loadu_si512((const void *)from);
}

static inline pix_bytes pix_bytes_add(pix_bytes a, pix_bytes b)
{
    return _mm512_add_epi8(a, b);
}

static inline pix_bytes pix_pick(const uint8_t *table, pix_bytes index)
{
    /* The permute reads only the lower 6 bits of each index. */
    return _mm512_permutexvar_epi8(index, _mm512_loadu_si512((const void *)table));
}

static inline pix_table pix_table_load(const uint8_t *from)
{
    return pix_bytes_load(from);
}

static inline pix_table pix_table_add(pix_table a, pix_table b)
{
    return pix_bytes_add(a, b);
}

static inline void pix_table_store(uint8_t *to, pix_table table)
{
    _mm512_storeu_si512((void *)to, table);
}

static inline pix_shorts pix_shorts_zero(void)
{
    const pix_shorts zero = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    return zero;
}

static inline pix_shorts pix_widen(pix_shorts sums, pix_bytes bytes)
{
    sums.low = _mm512_add_epi16(sums.low, _mm512_and_si512(bytes, _mm512_set1_epi16(255)));
    sums.high = _mm512_add_epi16(sums.high, _mm512_srli_epi16(bytes, 8));
    return sums;
}

/* In the order of outputs: factor * sums - less. */
static inline void pix_shorts_store(int16_t *to, pix_shorts sums, int16_t factor, int16_t less)
{
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    const __m512i scale = _mm512_set1_epi16(factor);
    const __m512i off = _mm512_set1_epi16(less);
    const __m512i even = _mm512_sub_epi16(_mm512_mullo_epi16(sums.low, scale), off);
    const __m512i odd = _mm512_sub_epi16(_mm512_mullo_epi16(sums.high, scale), off);
    const __m512i low = _mm512_unpacklo_epi16(even, odd);
    const __m512i high = _mm512_unpackhi_epi16(even, odd);
    _mm512_storeu_si512((void *)to, _mm512_permutex2var_epi64(low, first, high));
    _mm512_storeu_si512((void *)(to + 32), _mm512_permutex2var_epi64(low, second, high));
}

/* A bit an output: whether its sum reaches the threshold. */
static inline uint64_t pix_reached(const int16_t *sums, const int16_t *thresholds, uint32_t count)
{
    if (count == PIX_LANES) {
        return (uint64_t)_mm512_cmpge_epi16_mask(
                   _mm512_loadu_si512((const void *)sums), _mm512_loadu_si512((const void *)thresholds))
            | (uint64_t)_mm512_cmpge_epi16_mask(_mm512_loadu_si512((const void *)(sums + 32)),
                  _mm512_loadu_si512((const void *)(thresholds + 32)))
            << 32;
    }
    const uint64_t there = (UINT64_C(1) << count) - 1U;
    const __mmask32 low = (__mmask32)(there & 0xffffffffU);
    const __mmask32 high = (__mmask32)(there >> 32);
    const __m512i low_sums = _mm512_maskz_loadu_epi16(low, (const void *)sums);
    const __m512i high_sums = _mm512_maskz_loadu_epi16(high, (const void *)(sums + 32));
    const __m512i low_thresholds = _mm512_maskz_loadu_epi16(low, (const void *)thresholds);
    const __m512i high_thresholds =
        high ? _mm512_maskz_loadu_epi16(high, (const void *)(thresholds + 32)) : _mm512_setzero_si512();
    return (uint64_t)_mm512_mask_cmpge_epi16_mask(low, low_sums, low_thresholds)
        | (uint64_t)_mm512_mask_cmpge_epi16_mask(high, high_sums, high_thresholds) << 32;
}

#elif defined(__AVX2__)

#include <immintrin.h>

#define PIX_VECTORS "avx2"
#define PIX_LANES 32U
#define PIX_GROUP 4U

typedef __m256i pix_bytes;
typedef __m128i pix_table;

/* Sums of 16 bits: of the outputs of even and of odd number. Unpacking would want the port that permutes. */
typedef struct {
    __m256i low;
    __m256i high;
} pix_shorts;

static inline pix_bytes pix_bytes_zero(void)
{
    return _mm256_setzero_si256();
}

static inline pix_bytes pix_bytes_load(const uint8_t *from)
{
    return _mm256_loadu_si256((const void *)from);
}

static inline pix_bytes pix_bytes_add(pix_bytes a, pix_bytes b)
{
    return _mm256_add_epi8(a, b);
}

static inline pix_bytes pix_low_half(pix_bytes index)
{
    return _mm256_and_si256(index, _mm256_set1_epi8(15));
}

static inline pix_bytes pix_high_half(pix_bytes index)
{
    return _mm256_and_si256(_mm256_srli_epi16(index, 4), _mm256_set1_epi8(15));
}

static inline pix_bytes pix_pick(const uint8_t *table, pix_bytes index)
{
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)table)), index);
}

static inline pix_table pix_table_load(const uint8_t *from)
{
    return _mm_loadu_si128((const void *)from);
}

static inline pix_table pix_table_add(pix_table a, pix_table b)
{
    return _mm_add_epi8(a, b);
}

static inline void pix_table_store(uint8_t *to, pix_table table)
{
    _mm_storeu_si128((void *)to, table);
}

static inline pix_shorts pix_shorts_zero(void)
{
    const pix_shorts zero = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    return zero;
}

static inline pix_shorts pix_widen(pix_shorts sums, pix_bytes bytes)
{
    sums.low = _mm256_add_epi16(sums.low, _mm256_and_si256(bytes, _mm256_set1_epi16(255)));
    sums.high = _mm256_add_epi16(sums.high, _mm256_srli_epi16(bytes, 8));
    return sums;
}

/* In the order of outputs: factor * sums - less. */
static inline void pix_shorts_store(int16_t *to, pix_shorts sums, int16_t factor, int16_t less)
{
    const __m256i scale = _mm256_set1_epi16(factor);
    const __m256i off = _mm256_set1_epi16(less);
    const __m256i even = _mm256_sub_epi16(_mm256_mullo_epi16(sums.low, scale), off);
    const __m256i odd = _mm256_sub_epi16(_mm256_mullo_epi16(sums.high, scale), off);
    const __m256i low = _mm256_unpacklo_epi16(even, odd);
    const __m256i high = _mm256_unpackhi_epi16(even, odd);
    _mm256_storeu_si256((void *)to, _mm256_permute2x128_si256(low, high, 0x20));
    _mm256_storeu_si256((void *)(to + 16), _mm256_permute2x128_si256(low, high, 0x31));
}

/* A bit an output: whether its sum reaches the threshold. */
static inline uint32_t pix_reached_all(const int16_t *sums, const int16_t *thresholds)
{
    const __m256i low = _mm256_cmpgt_epi16(
        _mm256_loadu_si256((const void *)thresholds), _mm256_loadu_si256((const void *)sums));
    const __m256i high = _mm256_cmpgt_epi16(
        _mm256_loadu_si256((const void *)(thresholds + 16)), _mm256_loadu_si256((const void *)(sums + 16)));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xd8));
}

#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__ARM_BIG_ENDIAN)

#include <arm_neon.h>

#define PIX_VECTORS "neon"
#define PIX_LANES 16U
#define PIX_GROUP 4U

typedef uint8x16_t pix_bytes;
typedef uint8x16_t pix_table;

typedef struct {
    uint16x8_t low;
    uint16x8_t high;
} pix_shorts;

static inline pix_bytes pix_bytes_zero(void)
{
    return vdupq_n_u8(0);
}

static inline pix_bytes pix_bytes_load(const uint8_t *from)
{
    return vld1q_u8(from);
}

static inline pix_bytes pix_bytes_add(pix_bytes a, pix_bytes b)
{
    return vaddq_u8(a, b);
}

static inline pix_bytes pix_low_half(pix_bytes index)
{
    return vandq_u8(index, vdupq_n_u8(15));
}

static inline pix_bytes pix_high_half(pix_bytes index)
{
    return vshrq_n_u8(index, 4);
}

static inline pix_bytes pix_pick(const uint8_t *table, pix_bytes index)
{
    return vqtbl1q_u8(vld1q_u8(table), index);
}

static inline pix_table pix_table_load(const uint8_t *from)
{
    return vld1q_u8(from);
}

static inline pix_table pix_table_add(pix_table a, pix_table b)
{
    return vaddq_u8(a, b);
}

static inline void pix_table_store(uint8_t *to, pix_table table)
{
    vst1q_u8(to, table);
}

static inline pix_shorts pix_shorts_zero(void)
{
    const pix_shorts zero = {vdupq_n_u16(0), vdupq_n_u16(0)};
    return zero;
}

static inline pix_shorts pix_widen(pix_shorts sums, pix_bytes bytes)
{
    sums.low = vaddw_u8(sums.low, vget_low_u8(bytes));
    sums.high = vaddw_high_u8(sums.high, bytes);
    return sums;
}

/* In the order of outputs: factor * sums - less. */
static inline void pix_shorts_store(int16_t *to, pix_shorts sums, int16_t factor, int16_t less)
{
    const int16x8_t off = vdupq_n_s16(less);
    vst1q_s16(to, vsubq_s16(vmulq_n_s16(vreinterpretq_s16_u16(sums.low), factor), off));
    vst1q_s16(to + 8, vsubq_s16(vmulq_n_s16(vreinterpretq_s16_u16(sums.high), factor), off));
}

/* A bit an output: whether its sum reaches the threshold. */
static inline uint32_t pix_reached_all(const int16_t *sums, const int16_t *thresholds)
{
    static const uint16_t bits[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    const uint16x8_t bit = vld1q_u16(bits);
    const uint16x8_t low = vandq_u16(vcgeq_s16(vld1q_s16(sums), vld1q_s16(thresholds)), bit);
    const uint16x8_t high = vandq_u16(vcgeq_s16(vld1q_s16(sums + 8), vld1q_s16(thresholds + 8)), bit);
    return (uint32_t)vaddvq_u16(low) | (uint32_t)vaddvq_u16(high) << 8;
}

#elif defined(__wasm_simd128__)

#include <wasm_simd128.h>

#define PIX_VECTORS "wasm-simd128"
#define PIX_LANES 16U
#define PIX_GROUP 4U

typedef v128_t pix_bytes;
typedef v128_t pix_table;

typedef struct {
    v128_t low;
    v128_t high;
} pix_shorts;

static inline pix_bytes pix_bytes_zero(void)
{
    return wasm_i8x16_const_splat(0);
}

static inline pix_bytes pix_bytes_load(const uint8_t *from)
{
    return wasm_v128_load(from);
}

static inline pix_bytes pix_bytes_add(pix_bytes a, pix_bytes b)
{
    return wasm_i8x16_add(a, b);
}

static inline pix_bytes pix_low_half(pix_bytes index)
{
    return wasm_v128_and(index, wasm_i8x16_const_splat(15));
}

static inline pix_bytes pix_high_half(pix_bytes index)
{
    return wasm_u8x16_shr(index, 4);
}

static inline pix_bytes pix_pick(const uint8_t *table, pix_bytes index)
{
    return wasm_i8x16_swizzle(wasm_v128_load(table), index);
}

static inline pix_table pix_table_load(const uint8_t *from)
{
    return wasm_v128_load(from);
}

static inline pix_table pix_table_add(pix_table a, pix_table b)
{
    return wasm_i8x16_add(a, b);
}

static inline void pix_table_store(uint8_t *to, pix_table table)
{
    wasm_v128_store(to, table);
}

static inline pix_shorts pix_shorts_zero(void)
{
    const pix_shorts zero = {wasm_i16x8_const_splat(0), wasm_i16x8_const_splat(0)};
    return zero;
}

static inline pix_shorts pix_widen(pix_shorts sums, pix_bytes bytes)
{
    sums.low = wasm_i16x8_add(sums.low, wasm_u16x8_extend_low_u8x16(bytes));
    sums.high = wasm_i16x8_add(sums.high, wasm_u16x8_extend_high_u8x16(bytes));
    return sums;
}

/* In the order of outputs: factor * sums - less. */
static inline void pix_shorts_store(int16_t *to, pix_shorts sums, int16_t factor, int16_t less)
{
    const v128_t scale = wasm_i16x8_splat(factor);
    const v128_t off = wasm_i16x8_splat(less);
    wasm_v128_store(to, wasm_i16x8_sub(wasm_i16x8_mul(sums.low, scale), off));
    wasm_v128_store(to + 8, wasm_i16x8_sub(wasm_i16x8_mul(sums.high, scale), off));
}

/* A bit an output: whether its sum reaches the threshold. */
static inline uint32_t pix_reached_all(const int16_t *sums, const int16_t *thresholds)
{
    const v128_t low = wasm_i16x8_ge(wasm_v128_load(sums), wasm_v128_load(thresholds));
    const v128_t high = wasm_i16x8_ge(wasm_v128_load(sums + 8), wasm_v128_load(thresholds + 8));
    return (uint32_t)wasm_i8x16_bitmask(wasm_i8x16_narrow_i16x8(low, high));
}

#endif

#ifdef PIX_VECTORS

#if PIX_LANES < 64
/* A bit an output: whether its sum reaches the threshold. */
static inline uint64_t pix_reached(const int16_t *sums, const int16_t *thresholds, uint32_t count)
{
    uint64_t reached = 0;
    if (count == PIX_LANES) {
        return pix_reached_all(sums, thresholds);
    }
    for (uint32_t lane = 0; lane < count; lane++) {
        reached |= (uint64_t)(sums[lane] >= thresholds[lane]) << lane;
    }
    return reached;
}
#endif

/* Bytes of a table: the sums of a group's codes for every choice of its channels. */
#define PIX_TABLE_BYTES (1U << PIX_GROUP)
/* Groups, and channels, that a byte of weights chooses from. */
#define PIX_BYTE_GROUPS (PIX_GROUP == 4U ? 2U : 1U)
#define PIX_BYTE_CHANNELS (PIX_GROUP * PIX_BYTE_GROUPS)

/* It loads the first weights of a loop once more in front of it, and then for each of several ends. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-pre")
#endif

#ifdef __GNUC__
#define PIX_ALIGNED __attribute__((aligned(64)))
#define PIX_INLINE static inline __attribute__((always_inline))
#else
#define PIX_ALIGNED
#define PIX_INLINE static inline
#endif
/* Compilers of WebAssembly keep less of a large function in registers. */
#ifdef __wasm__
#define PIX_APART static __attribute__((noinline))
#else
#define PIX_APART static
#endif

#endif
