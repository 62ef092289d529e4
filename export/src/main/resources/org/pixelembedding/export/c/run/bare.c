/*
 * The harness on a bare core under an emulator: start-up code, files by semihosting (ARM's "Semihosting for AArch32 and
 * AArch64"; the RISC-V semihosting specification), and the memory functions that gcc may call. No C library.
 */
#include <stddef.h>
#include <stdint.h>

uint32_t harness_read(uint8_t *bytes, uint32_t count);
void harness_write(const uint8_t *bytes, uint32_t count);
int harness_main(void);
void start(void);

enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_READ = 0x06, SYS_EXIT_EXTENDED = 0x20 };
enum { OPEN_READ = 1, OPEN_WRITE = 5 };

static uintptr_t host(uintptr_t operation, const uintptr_t *arguments)
{
#if defined(__arm__)
    register uintptr_t r0 __asm__("r0") = operation;
    register const uintptr_t *r1 __asm__("r1") = arguments;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
#else
    register uintptr_t a0 __asm__("a0") = operation;
    register const uintptr_t *a1 __asm__("a1") = arguments;
    __asm__ volatile(".balign 16\n.option push\n.option norvc\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return a0;
#endif
}

static uintptr_t open(const char *name, uintptr_t length, uintptr_t mode)
{
    const uintptr_t arguments[3] = {(uintptr_t)name, mode, length};
    return host(SYS_OPEN, arguments);
}

static uintptr_t in;
static uintptr_t out;

uint32_t harness_read(uint8_t *bytes, uint32_t count)
{
    const uintptr_t arguments[3] = {in, (uintptr_t)bytes, count};
    return count - (uint32_t)host(SYS_READ, arguments);
}

void harness_write(const uint8_t *bytes, uint32_t count)
{
    const uintptr_t arguments[3] = {out, (uintptr_t)bytes, count};
    host(SYS_WRITE, arguments);
}

extern uint32_t bss_begin[];
extern uint32_t bss_end[];
extern uint32_t stack_end[];

static void run(void)
{
    for (uint32_t *word = bss_begin; word < bss_end; word++) {
        *word = 0;
    }
    in = open("in", 2, OPEN_READ);
    out = open("out", 3, OPEN_WRITE);
    const uintptr_t application_exit = 0x20026;
    const uintptr_t arguments[2] = {application_exit, (uintptr_t)harness_main()};
    host(SYS_EXIT_EXTENDED, arguments);
    for (;;) {
    }
}

#if defined(__arm__)
void start(void)
{
    run();
}

static void fault(void)
{
    const uintptr_t arguments[2] = {0x20023, 1};
    host(SYS_EXIT_EXTENDED, arguments);
    for (;;) {
    }
}

/* Stack and first instruction, then non-maskable interrupt and the faults. */
__attribute__((section(".start"), used)) static const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors = {stack_end, {start, fault, fault, fault, fault, fault, fault, fault}};
#else
__attribute__((section(".start"), naked, used)) void start(void)
{
    __asm__ volatile("la sp, stack_end\nj run_from_start");
}

__attribute__((used)) void run_from_start(void);
void run_from_start(void)
{
    run();
}
#endif
