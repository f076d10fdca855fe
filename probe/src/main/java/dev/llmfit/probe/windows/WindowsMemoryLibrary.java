package dev.llmfit.probe.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.llmfit.probe.Probe;
import dev.llmfit.units.Environment;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/** Asks Windows for visible, available and installed memory. */
public final class WindowsMemoryLibrary {
    /** {@code MEMORYSTATUSEX}: two numbers of 4 bytes and seven of 8. */
    private static final int STATUS = 64;

    private WindowsMemoryLibrary() {}

    /** Reads the sizes; absent on other systems. */
    public static Probe<String> read(Environment environment) {
        if (!environment.isWindows()) {
            return new Probe.Absent<>("GlobalMemoryStatusEx is asked on Windows only");
        }
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", arena);
            MemorySegment status = arena.allocate(STATUS, 8);
            status.set(JAVA_INT, 0, STATUS);
            if (call(kernel, "GlobalMemoryStatusEx", status) == 0) {
                return new Probe.Failed<>("GlobalMemoryStatusEx failed");
            }
            String text = "total=" + status.get(JAVA_LONG, 8) + "\navailable=" + status.get(JAVA_LONG, 16) + "\n";
            MemorySegment kib = arena.allocate(JAVA_LONG);
            if (call(kernel, "GetPhysicallyInstalledSystemMemory", kib) != 0) {
                text += "installed_kib=" + kib.get(JAVA_LONG, 0) + "\n";
            }
            return new Probe.Found<>(text, "GlobalMemoryStatusEx");
        } catch (IllegalArgumentException e) {
            return new Probe.Failed<>("kernel32: " + e.getMessage());
        }
    }

    private static int call(SymbolLookup library, String name, MemorySegment argument) {
        Optional<MemorySegment> symbol = library.find(name);
        if (symbol.isEmpty()) {
            return 0;
        }
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(symbol.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS))
                    .invokeExact(argument);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " could not be called", e);
        }
    }
}
