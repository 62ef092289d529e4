/* What hosted.c needs of a C library, for WebAssembly: run.mjs reads and writes. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

FILE *stdin;
FILE *stdout;

__attribute__((import_name("read"))) size_t host_read(void *to, size_t count);
__attribute__((import_name("write"))) void host_write(const void *from, size_t count);

size_t fread(void *to, size_t size, size_t count, FILE *file)
{
    (void)file;
    return host_read(to, size * count) / size;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *file)
{
    (void)file;
    host_write(from, size * count);
    return count;
}

int fflush(FILE *file)
{
    (void)file;
    return 0;
}
