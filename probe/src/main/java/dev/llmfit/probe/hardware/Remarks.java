package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;

/**
 * The keys of a profile that nothing follows from; they are written for people, or for tests of parsers. Every other key that is
 * not asked for is a mistake: a mistyped one would silently change what a file says or checks.
 */
final class Remarks {
    private static final String NOTE = "note";

    private Remarks() {}

    static void knowOfFile(AuditedFields file) {
        file.know(NOTE, "version");
    }

    static void knowOfMachine(AuditedFields machine) {
        machine.know(NOTE, "covers", "expect", "models");
        machine.optionalSection("probe_fixtures").ifPresent(fixtures -> {
            fixtures.know(fixtures.keys());
            fixtures.optionalSection("meminfo").ifPresent(memInfo -> memInfo.know(memInfo.keys()));
        });
    }

    static void knowOfCpu(AuditedFields cpu) {
        cpu.know(NOTE);
    }

    static void knowOfRam(AuditedFields ram) {
        ram.know(NOTE, "cap_source", "cpuset");
    }

    static void knowOfGpu(AuditedFields gpu) {
        gpu.know(NOTE, "nvlink", "sysfs", "memory_gb");
    }

    static void knowOfModel(AuditedFields model) {
        model.know(NOTE);
    }

    static void knowOfExpectation(AuditedFields expectation) {
        expectation.know(NOTE, "pool_rule");
    }
}
