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
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Lists the adapters of DirectX with their dedicated and shared memory. The functions are reached by their place in the COM
 * tables of dxgi.h; WMI's {@code AdapterRAM} is a 32-bit number and is never read (llmfit#55, #830).
 */
public final class DxgiLibrary {
    /** {@code IDXGIFactory1::EnumAdapters1}. */
    private static final int ENUM_ADAPTERS_1 = 12;

    /** {@code IDXGIAdapter1::GetDesc1}. */
    private static final int GET_DESC_1 = 10;

    /** {@code IDXGIAdapter3::QueryVideoMemoryInfo}. */
    private static final int QUERY_VIDEO_MEMORY_INFO = 14;

    /** Places in the table of {@code IUnknown} (unknwn.h). */
    private static final int QUERY_INTERFACE = 0;

    private static final int RELEASE = 2;

    /** {@code DXGI_ADAPTER_DESC1} on 64-bit Windows. */
    private static final int DESCRIPTION = 312;

    /** More than any machine has; judgement. */
    private static final int MOST_ADAPTERS = 32;

    private static final Linker LINKER = Linker.nativeLinker();

    private final Arena arena;

    private DxgiLibrary(Arena arena) {
        this.arena = arena;
    }

    /** Reads the adapters; absent on other systems. */
    public static Probe<String> read(Environment environment) {
        if (!environment.isWindows()) {
            return new Probe.Absent<>("DXGI is asked on Windows only");
        }
        try (Arena arena = Arena.ofConfined()) {
            return new DxgiLibrary(arena).adapters();
        } catch (IllegalArgumentException e) {
            return new Probe.Failed<>("dxgi.dll: " + e.getMessage());
        }
    }

    private Probe<String> adapters() {
        Optional<MemorySegment> create =
                SymbolLookup.libraryLookup("dxgi", arena).find("CreateDXGIFactory1");
        if (create.isEmpty()) {
            return new Probe.Failed<>("dxgi.dll has no CreateDXGIFactory1");
        }
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment iid = guid(0x770aae78, 0xf26f, 0x4dba, 0xa829253c83d1b387L);
        if (invoke(create.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), iid, out) != 0) {
            return new Probe.Failed<>("CreateDXGIFactory1 failed");
        }
        MemorySegment factory = out.get(ADDRESS, 0);
        StringBuilder text = new StringBuilder();
        int count = 0;
        while (count < MOST_ADAPTERS && method(factory, ENUM_ADAPTERS_1, count, out) == 0) {
            adapter(out.get(ADDRESS, 0), "adapter." + count + ".", text);
            count++;
        }
        method(factory, RELEASE);
        return new Probe.Found<>("count=" + count + "\n" + text, "DXGI");
    }

    private void adapter(MemorySegment adapter, String key, StringBuilder text) {
        MemorySegment desc = arena.allocate(DESCRIPTION, 8);
        if (method(adapter, GET_DESC_1, desc) == 0) {
            String name =
                    desc.asSlice(0, 256).getString(0, StandardCharsets.UTF_16LE).replace('\n', ' ');
            line(text, key + "name", name);
            line(text, key + "vendor", String.format(Locale.ROOT, "%04x", desc.get(JAVA_INT, 256)));
            line(text, key + "device", String.format(Locale.ROOT, "%04x", desc.get(JAVA_INT, 260)));
            line(text, key + "dedicated", Long.toUnsignedString(desc.get(JAVA_LONG, 272)));
            line(text, key + "shared", Long.toUnsignedString(desc.get(JAVA_LONG, 288)));
            line(text, key + "luid", Long.toHexString(desc.get(JAVA_LONG, 296)));
            line(text, key + "software", Integer.toString(desc.get(JAVA_INT, 304) >> 1 & 1));
        }
        budget(adapter, key, text);
        method(adapter, RELEASE);
    }

    /** What this process may use of the adapter's own memory now. */
    private void budget(MemorySegment adapter, String key, StringBuilder text) {
        MemorySegment out = arena.allocate(ADDRESS);
        MemorySegment iid = guid(0x645967a4, 0x1392, 0x4310, 0xa7988053ce3e93fdL);
        if (method(adapter, QUERY_INTERFACE, iid, out) != 0) {
            return;
        }
        MemorySegment adapter3 = out.get(ADDRESS, 0);
        MemorySegment info = arena.allocate(32, 8);
        if (method(adapter3, QUERY_VIDEO_MEMORY_INFO, 0, 0, info) == 0) {
            line(text, key + "budget", Long.toUnsignedString(info.get(JAVA_LONG, 0)));
            line(text, key + "usage", Long.toUnsignedString(info.get(JAVA_LONG, 8)));
        }
        method(adapter3, RELEASE);
    }

    private MemorySegment guid(int a, int b, int c, long bigEndianRest) {
        MemorySegment guid = arena.allocate(16, 8);
        guid.set(JAVA_INT, 0, a);
        guid.set(JAVA_INT, 4, b | c << 16);
        guid.set(JAVA_LONG, 8, Long.reverseBytes(bigEndianRest));
        return guid;
    }

    private static int method(MemorySegment object, int index, Object... arguments) {
        MemorySegment table = object.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        MemorySegment function =
                table.reinterpret(ADDRESS.byteSize() * (index + 1L)).getAtIndex(ADDRESS, index);
        java.lang.foreign.MemoryLayout[] layouts = new java.lang.foreign.MemoryLayout[arguments.length + 1];
        Object[] all = new Object[arguments.length + 1];
        layouts[0] = ADDRESS;
        all[0] = object;
        for (int i = 0; i < arguments.length; i++) {
            layouts[i + 1] = arguments[i] instanceof Integer ? JAVA_INT : ADDRESS;
            all[i + 1] = arguments[i];
        }
        return invoke(function, FunctionDescriptor.of(JAVA_INT, layouts), all);
    }

    private static int invoke(MemorySegment function, FunctionDescriptor type, Object... arguments) {
        try {
            Object code = LINKER.downcallHandle(function, type).invokeWithArguments(arguments);
            return code instanceof Integer i ? i : -1;
        } catch (Throwable e) {
            throw new IllegalStateException("DXGI could not be called", e);
        }
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }
}
