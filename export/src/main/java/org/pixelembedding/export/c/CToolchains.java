package org.pixelembedding.export.c;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The toolchains that exported C is run with: Debian's compilers and emulators. */
public final class CToolchains {
    /** Of a board's program and of its memory: what the smaller of the emulated boards have. */
    private static final int BOARD_BYTES = 512 << 10;

    private static final List<String> LINUX = List.of("-O2", "-g0");
    private static final List<String> BARE =
            List.of("-Os", "-ffreestanding", "-nostdlib", "-ffunction-sections", "-Wl,--gc-sections");

    private CToolchains() {}

    /** All, whether installed or not. */
    public static List<CToolchain> all() {
        List<CToolchain> all = new ArrayList<>();
        all.add(host("c-gcc", "gcc"));
        all.add(host("c-clang", "clang"));
        all.add(emulatedLinux("aarch64"));
        all.add(emulatedLinux("riscv64"));
        // ARMv6-M code; QEMU's only Cortex-M0 board has 16 kB of memory, and a Cortex-M3 runs the same instructions.
        all.add(cortex("m0", "mps2-an385", List.of("-mcpu=cortex-m0"), 0x00000000, 0x20000000));
        all.add(cortex("m3", "mps2-an385", List.of("-mcpu=cortex-m3"), 0x00000000, 0x20000000));
        all.add(cortex("m4", "mps2-an386", List.of("-mcpu=cortex-m4"), 0x00000000, 0x20000000));
        all.add(cortex("m7", "mps2-an500", List.of("-mcpu=cortex-m7"), 0x00000000, 0x20000000));
        all.add(cortex("m33", "mps2-an505", List.of("-mcpu=cortex-m33"), 0x10000000, 0x38000000));
        all.add(cortex(
                "m55", "mps3-an547", List.of("-mcpu=cortex-m55+nomve", "-mfloat-abi=soft"), 0x00000000, 0x21000000));
        all.add(riscv32());
        return List.copyOf(all);
    }

    private static CToolchain host(String name, String compiler) {
        return new CToolchain(
                name, join(List.of(compiler, "-march=native"), LINUX), List.of(), false, List.of(compiler));
    }

    private static CToolchain emulatedLinux(String cpu) {
        return new CToolchain(
                "c-" + cpu,
                join(List.of(cpu + "-linux-gnu-gcc", "-static"), LINUX),
                List.of("qemu-" + cpu),
                false,
                List.of(
                        "gcc-" + cpu + "-linux-gnu",
                        "libc6-dev-" + (cpu.equals("aarch64") ? "arm64" : cpu) + "-cross",
                        "qemu-user"));
    }

    private static CToolchain cortex(String core, String board, List<String> cpu, int flash, int ram) {
        return new CToolchain(
                "c-cortex-" + core,
                join(
                        List.of("arm-none-eabi-gcc", "-mthumb"),
                        cpu,
                        BARE,
                        memory(flash, BOARD_BYTES, ram, BOARD_BYTES),
                        List.of("-lgcc")),
                List.of(
                        "qemu-system-arm",
                        "-M",
                        board,
                        "-nographic",
                        "-monitor",
                        "none",
                        "-serial",
                        "none",
                        "-semihosting-config",
                        "enable=on,target=native",
                        "-kernel"),
                true,
                List.of("gcc-arm-none-eabi", "qemu-system-arm"));
    }

    private static CToolchain riscv32() {
        return new CToolchain(
                "c-riscv32",
                join(
                        List.of("riscv64-unknown-elf-gcc", "-march=rv32imc", "-mabi=ilp32", "-mcmodel=medany"),
                        BARE,
                        memory(0x80000000, 16 << 20, 0x81000000, 16 << 20),
                        List.of("-lgcc")),
                List.of(
                        "qemu-system-riscv32",
                        "-M",
                        "virt",
                        "-bios",
                        "none",
                        "-nographic",
                        "-monitor",
                        "none",
                        "-serial",
                        "none",
                        "-semihosting-config",
                        "enable=on,target=native",
                        "-kernel"),
                true,
                List.of("gcc-riscv64-unknown-elf", "qemu-system-misc"));
    }

    private static List<String> memory(int flash, int flashBytes, int ram, int ramBytes) {
        return Stream.of(
                        "FLASH_AT=" + Integer.toUnsignedString(flash),
                        "FLASH_BYTES=" + flashBytes,
                        "RAM_AT=" + Integer.toUnsignedString(ram),
                        "RAM_BYTES=" + ramBytes)
                .map(symbol -> "-Wl,--defsym=" + symbol)
                .toList();
    }

    @SafeVarargs
    private static List<String> join(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
