package dev.llmfit.probe.nvidia;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Asks NVML for everything that is used and writes it down. */
final class NvmlDump {
    /** More than any machine has; a larger count is damage; judgement. */
    private static final int MOST_DEVICES = 256;

    /** {@code nvmlMemory_v2_t}: version, total, reserved, free, used; 40 bytes. */
    private static final int MEMORY_V2 = 40;

    /** {@code nvmlPciInfo_t}: legacy bus id 16, five numbers, bus id 32; 68 bytes. */
    private static final int PCI_INFO = 68;

    /** {@code NVML_CLOCK_MEM} of nvml.h. */
    private static final int CLOCK_MEMORY = 2;

    private final NvmlCalls nvml;
    private final StringBuilder text = new StringBuilder();

    NvmlDump(NvmlCalls nvml) {
        this.nvml = nvml;
    }

    /** Returns the lines. */
    String text() {
        nvml.text("nvmlSystemGetDriverVersion").ifPresent(v -> line("driver", v));
        put("cuda", nvml.number("nvmlSystemGetCudaDriverVersion_v2"));
        int count = Math.clamp(nvml.number("nvmlDeviceGetCount_v2").orElse(0), 0, MOST_DEVICES);
        line("count", Integer.toString(count));
        for (int i = 0; i < count; i++) {
            String key = "gpu." + i + ".";
            Optional<MemorySegment> device = nvml.device(i);
            if (device.isEmpty()) {
                line(key + "error", "no handle");
                continue;
            }
            device(key, device.get());
            slices(key, device.get());
        }
        return text.toString();
    }

    private void device(String key, MemorySegment device) {
        nvml.text("nvmlDeviceGetName", device).ifPresent(v -> line(key + "name", v));
        nvml.text("nvmlDeviceGetUUID", device).ifPresent(v -> line(key + "uuid", v));
        memory(key, device);
        pci(key, device);
        nvml.pair("nvmlDeviceGetCudaComputeCapability", device)
                .ifPresent(v -> line(key + "compute_capability", v[0] + "." + v[1]));
        put(key + "bus_width", nvml.number("nvmlDeviceGetMemoryBusWidth", device));
        put(key + "max_memory_clock", nvml.number("nvmlDeviceGetMaxClockInfo", device, CLOCK_MEMORY));
        put(key + "link_generation", nvml.number("nvmlDeviceGetCurrPcieLinkGeneration", device));
        put(key + "link_width", nvml.number("nvmlDeviceGetCurrPcieLinkWidth", device));
        put(key + "max_link_generation", nvml.number("nvmlDeviceGetMaxPcieLinkGeneration", device));
        put(key + "max_link_width", nvml.number("nvmlDeviceGetMaxPcieLinkWidth", device));
        put(key + "power_limit", nvml.number("nvmlDeviceGetEnforcedPowerLimit", device));
        put(key + "display_active", nvml.number("nvmlDeviceGetDisplayActive", device));
        put(key + "virtualization", nvml.number("nvmlDeviceGetVirtualizationMode", device));
        nvml.pair("nvmlDeviceGetEccMode", device).ifPresent(v -> line(key + "ecc", Integer.toString(v[0])));
        nvml.pair("nvmlDeviceGetMigMode", device).ifPresent(v -> line(key + "mig", Integer.toString(v[0])));
    }

    private void slices(String key, MemorySegment device) {
        int most =
                Math.clamp(nvml.number("nvmlDeviceGetMaxMigDeviceCount", device).orElse(0), 0, 16);
        for (int i = 0; i < most; i++) {
            int index = i;
            nvml.slice(device, i).ifPresent(slice -> {
                String sliceKey = key + "slice." + index + ".";
                nvml.text("nvmlDeviceGetName", slice).ifPresent(v -> line(sliceKey + "name", v));
                nvml.text("nvmlDeviceGetUUID", slice).ifPresent(v -> line(sliceKey + "uuid", v));
                memory(sliceKey, slice);
            });
        }
    }

    /** Version 1 counts reserved memory as used, so version 2 is asked first. */
    private void memory(String key, MemorySegment device) {
        MemorySegment info = nvml.allocate(MEMORY_V2);
        info.set(JAVA_INT, 0, MEMORY_V2 | 2 << 24);
        int code = nvml.structure("nvmlDeviceGetMemoryInfo_v2", device, info);
        if (code == 0) {
            line(key + "memory.total", Long.toUnsignedString(info.get(JAVA_LONG, 8)));
            line(key + "memory.reserved", Long.toUnsignedString(info.get(JAVA_LONG, 16)));
            line(key + "memory.free", Long.toUnsignedString(info.get(JAVA_LONG, 24)));
            return;
        }
        code = nvml.structure("nvmlDeviceGetMemoryInfo", device, info);
        if (code == 0) {
            line(key + "memory.total", Long.toUnsignedString(info.get(JAVA_LONG, 0)));
            line(key + "memory.free", Long.toUnsignedString(info.get(JAVA_LONG, 8)));
        } else {
            line(key + "memory.error", NvmlCalls.error(code));
        }
    }

    private void pci(String key, MemorySegment device) {
        MemorySegment info = nvml.allocate(PCI_INFO);
        if (nvml.structure("nvmlDeviceGetPciInfo_v3", device, info) == 0) {
            int id = info.get(JAVA_INT, 28);
            line(key + "pci_id", String.format(Locale.ROOT, "%04x:%04x", id & 0xffff, id >>> 16));
            line(
                    key + "pci_address",
                    String.format(
                            Locale.ROOT,
                            "%04x:%02x:%02x.0",
                            info.get(JAVA_INT, 16),
                            info.get(JAVA_INT, 20),
                            info.get(JAVA_INT, 24)));
        }
    }

    private void put(String key, OptionalInt value) {
        if (value.isPresent()) {
            line(key, Integer.toUnsignedString(value.getAsInt()));
        }
    }

    private void line(String key, String value) {
        text.append(key).append('=').append(value.replace('\n', ' ')).append('\n');
    }
}
