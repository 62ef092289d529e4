/*
 * @title@: a fully quantized network in C99. Made by pixemb; README.md says how to use it.
 *
 * Freestanding: no allocation, no library, no floating point. A compiler may still call memcpy, memmove, memset or memcmp
 * for loops that do their work; gcc's manual reserves these four for freestanding programs, and a program without a C
 * library has to bring them.
 *
 * Nothing depends on the byte order, nor on int having more than 16 bits.
 */
#include "model.h"

/* Places in the arena; what does not live at the same time may lie at the same place. */
@places@

