/* COUNT_INPUT_BYTES comes from the command line. */
#include <stdint.h>

/* The program that is counted; marks its steps. */
void count_run(const uint8_t *picture);

/* A step has just ended. */
void count_mark(uint32_t step);
