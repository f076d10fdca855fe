package dev.llmfit.engine.store;

import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out of an engine's words which memory was too small. */
final class FailurePlace {
    /** {@code ggml_backend_cuda_buffer_type_alloc_buffer: allocating 9830.25 MiB on device 1: cudaMalloc failed: out of memory}. */
    private static final Pattern DEVICE = Pattern.compile("on device ([0-9]{1,2})\\b");

    private static final List<String> HOST = List.of(
            "backend_cpu", "cpu_buffer", "cpu buffer", "the system killed it", "bad_alloc", "mmap", "outofhostmemory");
    private static final List<String> GPU =
            List.of("cuda", "hip", "rocm", "vulkan", "vk::", "metal", "sycl", "opencl", "outofdevicememory");

    private FailurePlace() {}

    /** Returns the device in the machine's order, or -1 for the host. */
    static int of(Machine machine, Estimate estimate, String reason) {
        if (machine.devices().isEmpty()) {
            return -1;
        }
        Matcher m = DEVICE.matcher(reason);
        if (m.find() && Integer.parseInt(m.group(1)) < machine.devices().size()) {
            return Integer.parseInt(m.group(1));
        }
        String words = reason.toLowerCase(Locale.ROOT);
        if (HOST.stream().anyMatch(words::contains)) {
            return -1;
        }
        int tightest = tightestDevice(machine, estimate);
        boolean gpu = GPU.stream().anyMatch(words::contains);
        long hostRoom =
                machine.hostPool().free().count() - estimate.host().total().count();
        return gpu || room(machine, estimate, tightest) <= hostRoom ? tightest : -1;
    }

    private static int tightestDevice(Machine machine, Estimate estimate) {
        int tightest = 0;
        for (int d = 1; d < machine.devices().size(); d++) {
            tightest = room(machine, estimate, d) < room(machine, estimate, tightest) ? d : tightest;
        }
        return tightest;
    }

    private static long room(Machine machine, Estimate estimate, int device) {
        return machine.devices().get(device).free().count()
                - estimate.devices().get(device).total().count();
    }
}
