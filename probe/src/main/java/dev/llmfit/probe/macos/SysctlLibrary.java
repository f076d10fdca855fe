package dev.llmfit.probe.macos;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Environment;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks macOS' {@code sysctlbyname} for everything that is used, one {@code name=value} a line. */
public final class SysctlLibrary {
    private static final List<String> TEXTS =
            List.of("machdep.cpu.brand_string", "hw.model", "kern.osproductversion", "hw.machine");

    private static final List<String> NUMBERS = List.of(
            "hw.memsize",
            "hw.packages",
            "hw.physicalcpu",
            "hw.logicalcpu",
            "hw.nperflevels",
            "hw.perflevel0.physicalcpu",
            "hw.perflevel1.physicalcpu",
            "hw.optional.arm.FEAT_DotProd",
            "hw.optional.arm.FEAT_I8MM",
            "hw.optional.arm.FEAT_SME",
            "hw.optional.avx2_0",
            "hw.optional.avx512f",
            "hw.pagesize",
            "iogpu.wired_limit_mb",
            "debug.iogpu.wired_limit",
            "sysctl.proc_translated",
            "kern.memorystatus_vm_pressure_level");

    private SysctlLibrary() {}

    /** Returns the names that are asked for. */
    public static List<String> names() {
        return Stream.concat(TEXTS.stream(), NUMBERS.stream()).toList();
    }

    /** Reads the values; absent on other systems. */
    public static Probe<String> read(Environment environment) {
        if (!environment.isMac()) {
            return new Probe.Absent<>("sysctlbyname is asked on macOS only");
        }
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> symbol = linker.defaultLookup().find("sysctlbyname");
        if (symbol.isEmpty()) {
            return new Probe.Failed<>("sysctlbyname is not in the C library");
        }
        MethodHandle call = linker.downcallHandle(
                symbol.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
        StringBuilder text = new StringBuilder();
        try (Arena arena = Arena.ofConfined()) {
            for (String name : TEXTS) {
                ask(call, arena, name)
                        .ifPresent(v -> text.append(name)
                                .append('=')
                                .append(v.getString(0))
                                .append('\n'));
            }
            for (String name : NUMBERS) {
                ask(call, arena, name)
                        .ifPresent(v ->
                                text.append(name).append('=').append(number(v)).append('\n'));
            }
        }
        return new Probe.Found<>(text.toString(), "sysctl");
    }

    private static long number(MemorySegment value) {
        return value.byteSize() == Integer.BYTES ? value.get(JAVA_INT, 0) : value.get(JAVA_LONG, 0);
    }

    /** Returns the value as it is, sized as the kernel says; empty if the name is unknown. */
    private static Optional<MemorySegment> ask(MethodHandle call, Arena arena, String name) {
        MemorySegment length = arena.allocate(JAVA_LONG);
        MemorySegment buffer = arena.allocate(256, 8);
        length.set(JAVA_LONG, 0, buffer.byteSize() - 1);
        try {
            int code = (int) call.invokeExact(arena.allocateFrom(name), buffer, length, MemorySegment.NULL, 0L);
            return code == 0
                    ? Optional.of(buffer.asSlice(0, Math.max(Integer.BYTES, length.get(JAVA_LONG, 0))))
                    : Optional.empty();
        } catch (Throwable e) {
            throw new IllegalStateException("sysctlbyname could not be called", e);
        }
    }
}
