package dev.llmfit.probe.intel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.LibraryCall;
import dev.llmfit.probe.source.NativeFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks Level Zero's system management functions how much memory Intel cards have and how much of it is free; llama.cpp's SYCL
 * backend asks the same functions ({@code ggml-sycl/mem.cpp}). No context is made. {@link LevelZeroText} parses the lines.
 */
public final class LevelZeroLibrary {
    private static final String NAME = "Level Zero";
    private static final List<String> CANDIDATES = List.of("libze_loader.so.1", "libze_loader.so");

    /** More devices and memories than any machine has; a larger count is damage; judgement. */
    private static final int MOST_HANDLES = 64;

    /** {@code zes_structure_type_t} of zes_api.h. */
    private static final int TYPE_PCI_PROPERTIES = 0x2;

    private static final int TYPE_MEMORY_PROPERTIES = 0xb;
    private static final int TYPE_MEMORY_STATE = 0x1e;

    /** {@code zes_mem_loc_t}: memory of the device, not of the system. */
    private static final int LOCATION_DEVICE = 1;

    private final NativeFunctions functions;
    private final Arena arena;
    private final StringBuilder text = new StringBuilder();

    private LevelZeroLibrary(NativeFunctions functions, Arena arena) {
        this.functions = functions;
        this.arena = arena;
    }

    /** Reads all devices; absent without the loader, failed if it does not answer within two seconds. */
    public static Probe<String> read() {
        return read(CANDIDATES);
    }

    /** Reads from one of these libraries, the first that loads. */
    static Probe<String> read(List<String> names) {
        return LibraryCall.within(NAME, () -> readFrom(names));
    }

    /** Reads without a limit of time. */
    static Probe<String> readFrom(List<String> names) {
        try (Arena arena = Arena.ofConfined()) {
            Optional<SymbolLookup> library = LibraryCall.firstOf(names, arena);
            if (library.isEmpty()) {
                return new Probe.Absent<>(names.getFirst() + " cannot be loaded");
            }
            LevelZeroLibrary reader = new LevelZeroLibrary(new NativeFunctions(library.get()), arena);
            OptionalInt code = reader.functions.call("zesInit", 0);
            if (code.isEmpty()) {
                return new Probe.Absent<>("this Level Zero loader has no system management");
            }
            if (code.getAsInt() != 0) {
                return new Probe.Failed<>("zesInit answers 0x"
                        + Integer.toHexString(code.getAsInt()).toLowerCase(Locale.ROOT));
            }
            reader.devices();
            return new Probe.Found<>(reader.text.toString(), NAME);
        }
    }

    private void devices() {
        int index = 0;
        for (MemorySegment driver : handles("zesDriverGet", Optional.empty())) {
            for (MemorySegment device : handles("zesDeviceGet", Optional.of(driver))) {
                device("device." + index + ".", device);
                index++;
            }
        }
        text.append("count=").append(index).append('\n');
    }

    private void device(String key, MemorySegment device) {
        // zes_pci_properties_t: type, next, then domain, bus, device and function
        MemorySegment pci = structure(56, TYPE_PCI_PROPERTIES);
        if (succeeds("zesDevicePciGetProperties", device, pci)) {
            line(
                    key + "address",
                    String.format(
                            Locale.ROOT,
                            "%04x:%02x:%02x.%x",
                            pci.get(JAVA_INT, 16),
                            pci.get(JAVA_INT, 20),
                            pci.get(JAVA_INT, 24),
                            pci.get(JAVA_INT, 28)));
        }
        long size = 0;
        long free = 0;
        for (MemorySegment memory : handles("zesDeviceEnumMemoryModules", Optional.of(device))) {
            // zes_mem_properties_t: type at 16, location at 28; zes_mem_state_t: free at 24, size at 32
            MemorySegment properties = structure(48, TYPE_MEMORY_PROPERTIES);
            MemorySegment state = structure(40, TYPE_MEMORY_STATE);
            boolean own = succeeds("zesMemoryGetProperties", memory, properties)
                    && properties.get(JAVA_INT, 28) == LOCATION_DEVICE;
            if (own && succeeds("zesMemoryGetState", memory, state)) {
                free += Math.max(0, state.get(JAVA_LONG, 24));
                size += Math.max(0, state.get(JAVA_LONG, 32));
            }
        }
        if (size > 0) {
            line(key + "size", Long.toString(size));
            line(key + "free", Long.toString(free));
        }
    }

    /** Lists handles the way Level Zero does: first their number, then the handles. */
    private List<MemorySegment> handles(String name, Optional<MemorySegment> parent) {
        MemorySegment count = arena.allocate(JAVA_INT);
        if (!list(name, parent, count, MemorySegment.NULL)) {
            return List.of();
        }
        int number = Math.clamp(count.get(JAVA_INT, 0), 0, MOST_HANDLES);
        if (number == 0) {
            return List.of();
        }
        count.set(JAVA_INT, 0, number);
        MemorySegment array = arena.allocate(ADDRESS, number);
        List<MemorySegment> found = new ArrayList<>();
        if (list(name, parent, count, array)) {
            for (int i = 0; i < Math.min(number, count.get(JAVA_INT, 0)); i++) {
                found.add(array.getAtIndex(ADDRESS, i));
            }
        }
        return found;
    }

    private boolean list(String name, Optional<MemorySegment> parent, MemorySegment count, MemorySegment array) {
        return parent.isPresent() ? succeeds(name, parent.get(), count, array) : succeeds(name, count, array);
    }

    private boolean succeeds(String name, Object... arguments) {
        return functions.call(name, arguments).orElse(-1) == 0;
    }

    private MemorySegment structure(long bytes, int type) {
        MemorySegment segment = arena.allocate(bytes, 8);
        segment.set(JAVA_INT, 0, type);
        return segment;
    }

    private void line(String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }
}
