/* The harness on a system with a C library: standard input and output. */
#include <stdint.h>
#include <stdio.h>

uint32_t harness_read(uint8_t *bytes, uint32_t count);
void harness_write(const uint8_t *bytes, uint32_t count);
int harness_main(void);

uint32_t harness_read(uint8_t *bytes, uint32_t count)
{
    return (uint32_t)fread(bytes, 1, count, stdin);
}

void harness_write(const uint8_t *bytes, uint32_t count)
{
    fwrite(bytes, 1, count, stdout);
}

int main(void)
{
    const int failed = harness_main();
    return failed || fflush(stdout) ? 1 : 0;
}
