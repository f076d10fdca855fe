package dev.llmfit.probe.assembly;

import dev.llmfit.probe.facts.CpuFacts;

/**
 * How many threads an engine should use. SMT siblings never count; slow cores of a hybrid processor do not either (llama.cpp,
 * {@code common/common.cpp}, {@code cpu_get_num_math}); a control group's quota and the affinity mask are upper bounds.
 */
final class ThreadCount {
    /** Android schedules its interface on two cores; using them stalls all threads at every barrier. */
    private static final int ANDROID_RESERVED = 2;

    private ThreadCount() {}

    /** Returns the number of threads, at least 1. */
    static int of(CpuFacts cpu, String os) {
        int threads = cpu.performanceCores().orElse(0) > 0
                ? Math.min(cpu.performanceCores().getAsInt(), cpu.physicalCores())
                : cpu.physicalCores();
        if (os.equals("android") && threads > 2 * ANDROID_RESERVED) {
            threads -= ANDROID_RESERVED;
        }
        if (cpu.affinityCores().isPresent()) {
            threads = Math.min(threads, cpu.affinityCores().getAsInt());
        }
        if (cpu.quota().isPresent()) {
            threads = Math.min(threads, (int) Math.floor(cpu.quota().getAsDouble()));
        }
        return Math.max(1, threads);
    }
}
