package dev.llmfit.probe.nvidia;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.LibraryCall;
import dev.llmfit.units.Environment;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/**
 * Loads NVIDIA's management library and writes down what it tells, one {@code key=value} a line. No CUDA context is made, so
 * that asking takes no memory on the card. {@link NvmlText} parses the lines.
 */
public final class NvmlLibrary {
    private NvmlLibrary() {}

    /** Reads all GPUs; absent without a driver, failed if the library does not answer within two seconds. */
    public static Probe<String> read(Environment environment) {
        return readWithLimit(candidates(environment));
    }

    /** Reads from one of these libraries, the first that loads. */
    static Probe<String> readWithLimit(List<String> names) {
        return LibraryCall.within("NVML", () -> readFrom(names));
    }

    private static List<String> candidates(Environment environment) {
        if (environment.isWindows()) {
            String root = environment.variable("SystemRoot").orElse("C:\\Windows");
            return List.of(root + "\\System32\\nvml.dll", "nvml.dll");
        }
        return List.of("libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1", "libnvidia-ml.so");
    }

    /** Reads without a limit of time. */
    static Probe<String> readFrom(List<String> names) {
        try (Arena arena = Arena.ofConfined()) {
            Optional<SymbolLookup> library = LibraryCall.firstOf(names, arena);
            if (library.isEmpty()) {
                return new Probe.Absent<>("no NVIDIA driver: " + names.getFirst() + " cannot be loaded");
            }
            NvmlCalls calls = new NvmlCalls(library.get(), arena);
            int code = calls.init();
            if (code != 0) {
                return new Probe.Failed<>("nvmlInit_v2: " + NvmlCalls.error(code));
            }
            try {
                return new Probe.Found<>(new NvmlDump(calls).text(), "NVML");
            } finally {
                calls.shutdown();
            }
        }
    }
}
