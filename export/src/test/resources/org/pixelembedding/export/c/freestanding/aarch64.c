/* What hosted.c needs of a C library, for big-endian AArch64 Linux, for which Debian has none. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

FILE *stdin;
FILE *stdout;

static long call(long number, long a, const void *b, size_t c)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register const void *x1 __asm__("x1") = b;
    register size_t x2 __asm__("x2") = c;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}

size_t fread(void *to, size_t size, size_t count, FILE *file)
{
    uint8_t *bytes = to;
    size_t done = 0;
    (void)file;
    while (done < size * count) {
        const long got = call(63, 0, bytes + done, size * count - done);
        if (got <= 0) {
            break;
        }
        done += (size_t)got;
    }
    return done / size;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *file)
{
    (void)file;
    return (size_t)call(64, 1, from, size * count) / size;
}

int fflush(FILE *file)
{
    (void)file;
    return 0;
}

int main(void);
void _start(void);
void _start(void)
{
    call(93, main(), 0, 0);
}
