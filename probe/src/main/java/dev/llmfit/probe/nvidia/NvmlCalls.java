package dev.llmfit.probe.nvidia;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.llmfit.probe.source.NativeFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The functions of NVML that are used, each looked up when it is called first: older drivers lack the newer ones, and a
 * missing function is an answer ({@link #MISSING}), not a failure.
 */
final class NvmlCalls {
    /** {@code NVML_ERROR_FUNCTION_NOT_FOUND}: also what a missing symbol counts as. */
    static final int MISSING = 13;

    /** {@code NVML_DEVICE_NAME_V2_BUFFER_SIZE} of nvml.h, the longest of the texts. */
    private static final int TEXT = 96;

    private final NativeFunctions functions;
    private final Arena arena;

    NvmlCalls(SymbolLookup library, Arena arena) {
        this.functions = new NativeFunctions(library);
        this.arena = arena;
    }

    int init() {
        return call("nvmlInit_v2");
    }

    void shutdown() {
        call("nvmlShutdown");
    }

    /** Calls a function that returns one number through its only argument. */
    OptionalInt number(String name) {
        MemorySegment out = arena.allocate(JAVA_INT);
        return call(name, out) == 0 ? OptionalInt.of(out.get(JAVA_INT, 0)) : OptionalInt.empty();
    }

    /** Calls a function on a device that returns one number. */
    OptionalInt number(String name, MemorySegment device) {
        MemorySegment out = arena.allocate(JAVA_INT);
        return call(name, device, out) == 0 ? OptionalInt.of(out.get(JAVA_INT, 0)) : OptionalInt.empty();
    }

    /** Calls a function on a device that takes a number and returns one. */
    OptionalInt number(String name, MemorySegment device, int argument) {
        MemorySegment out = arena.allocate(JAVA_INT);
        return call(name, device, argument, out) == 0 ? OptionalInt.of(out.get(JAVA_INT, 0)) : OptionalInt.empty();
    }

    /** Calls a function on a device that returns two numbers; empty if it fails. */
    Optional<int[]> pair(String name, MemorySegment device) {
        MemorySegment first = arena.allocate(JAVA_INT);
        MemorySegment second = arena.allocate(JAVA_INT);
        return call(name, device, first, second) == 0
                ? Optional.of(new int[] {first.get(JAVA_INT, 0), second.get(JAVA_INT, 0)})
                : Optional.empty();
    }

    /** Calls a function that writes text. */
    Optional<String> text(String name) {
        MemorySegment out = arena.allocate(TEXT);
        return call(name, out, TEXT) == 0 ? Optional.of(out.getString(0)) : Optional.empty();
    }

    /** Calls a function on a device that writes text. */
    Optional<String> text(String name, MemorySegment device) {
        MemorySegment out = arena.allocate(TEXT);
        return call(name, device, out, TEXT) == 0 ? Optional.of(out.getString(0)) : Optional.empty();
    }

    /** Calls a function on a device that fills a structure; returns the error code. */
    int structure(String name, MemorySegment device, MemorySegment out) {
        return call(name, device, out);
    }

    /** Returns the handle of a device. */
    Optional<MemorySegment> device(int index) {
        MemorySegment out = arena.allocate(ADDRESS);
        return call("nvmlDeviceGetHandleByIndex_v2", index, out) == 0
                ? Optional.of(out.get(ADDRESS, 0))
                : Optional.empty();
    }

    /** Returns the handle of a MIG slice of a device. */
    Optional<MemorySegment> slice(MemorySegment device, int index) {
        MemorySegment out = arena.allocate(ADDRESS);
        return call("nvmlDeviceGetMigDeviceHandleByIndex", device, index, out) == 0
                ? Optional.of(out.get(ADDRESS, 0))
                : Optional.empty();
    }

    /** Allocates a structure. */
    MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, 8);
    }

    /** Returns the name of an error (nvml.h, nvmlReturn_t). */
    static String error(int code) {
        return switch (code) {
            case 1 -> "not initialised";
            case 3 -> "not supported";
            case 4 -> "insufficient permissions";
            case 6 -> "not found";
            case 9 -> "driver not loaded";
            case 10 -> "timeout";
            case 13 -> "function not found";
            case 15 -> "GPU is lost";
            case 18 -> "driver and library versions differ";
            case 999 -> "unknown error";
            default -> "error " + code;
        };
    }

    private int call(String name, Object... arguments) {
        return functions.call(name, arguments).orElse(MISSING);
    }
}
