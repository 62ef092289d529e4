/* The part of it that hosted.c uses, where there is no C library. */
#include <stddef.h>

typedef void FILE;
extern FILE *stdin;
extern FILE *stdout;
size_t fread(void *to, size_t size, size_t count, FILE *file);
size_t fwrite(const void *from, size_t size, size_t count, FILE *file);
int fflush(FILE *file);
