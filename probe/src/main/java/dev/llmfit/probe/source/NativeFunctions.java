package dev.llmfit.probe.source;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Functions of a native library that return an error code. Each is looked up when it is called first: older libraries lack
 * the newer ones, and a missing function is an answer, not a failure.
 */
public final class NativeFunctions {
    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup library;
    private final Map<String, Optional<MethodHandle>> handles = new HashMap<>();

    /** Creates the functions of a library. */
    public NativeFunctions(SymbolLookup library) {
        this.library = library;
    }

    /**
     * Calls a function.
     *
     * @param arguments {@code Integer} for {@code int}, memory segments for pointers
     * @return its error code; empty if the library has no such function
     */
    public OptionalInt call(String name, Object... arguments) {
        Optional<MethodHandle> handle = handles.computeIfAbsent(name, n -> link(n, arguments));
        if (handle.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            @Nullable Object code = handle.get().invokeWithArguments(arguments);
            return code instanceof Integer i ? OptionalInt.of(i) : OptionalInt.empty();
        } catch (Throwable e) {
            throw new IllegalStateException(name + " could not be called", e);
        }
    }

    private Optional<MethodHandle> link(String name, Object[] arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < layouts.length; i++) {
            layouts[i] = arguments[i] instanceof Integer ? JAVA_INT : ADDRESS;
        }
        return library.find(name)
                .map(symbol -> LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, layouts)));
    }
}
