package dev.llmfit.probe.facts;

import dev.llmfit.probe.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that was read from a machine, present or described by a profile.
 *
 * @param id profile id or {@code this-machine}
 * @param os {@code linux}, {@code macos}, {@code windows}, {@code wsl2}, {@code android}
 * @param arch {@code x86_64}, {@code arm64} …
 * @param cpu processors
 * @param ram system memory
 * @param gpus every GPU that was seen, also those that cannot be used
 * @param environment environment variables that decide what runtimes see
 * @param findings what reading found odd
 */
public record MachineFacts(
        String id,
        String os,
        String arch,
        CpuFacts cpu,
        RamFacts ram,
        List<GpuFacts> gpus,
        Map<String, String> environment,
        List<Warning> findings) {
    /** No machine has more: boards with 16 slots are the largest, and a card has four GPUs at most; judgement. */
    private static final int MOST_GPUS = 64;

    public MachineFacts {
        environment = Map.copyOf(environment);
        findings = gpus.size() > MOST_GPUS ? withTooMany(findings, gpus.size()) : List.copyOf(findings);
        gpus = List.copyOf(gpus.subList(0, Math.min(MOST_GPUS, gpus.size())));
    }

    private static List<Warning> withTooMany(List<Warning> findings, int count) {
        List<Warning> all = new ArrayList<>(findings);
        all.add(new Warning(
                "too-many-devices",
                count + " GPUs are listed; no machine has more than " + MOST_GPUS + ", so the others are left out.",
                "Check what lists them."));
        return List.copyOf(all);
    }

    /** Returns these facts with other memory. */
    public MachineFacts withRam(RamFacts newRam) {
        return new MachineFacts(id, os, arch, cpu, newRam, gpus, environment, findings);
    }

    /** Returns these facts under another name. */
    public MachineFacts withId(String newId) {
        return new MachineFacts(newId, os, arch, cpu, ram, gpus, environment, findings);
    }

    /** Returns the same with more that was found odd, before what was. */
    public MachineFacts withFindings(List<Warning> more) {
        List<Warning> all = new ArrayList<>(more);
        all.addAll(findings);
        return new MachineFacts(id, os, arch, cpu, ram, gpus, environment, all);
    }

    /** Returns these facts with another system. */
    public MachineFacts withOs(String newOs) {
        return new MachineFacts(id, newOs, arch, cpu, ram, gpus, environment, findings);
    }

    /** Returns these facts with another processor. */
    public MachineFacts withCpu(CpuFacts newCpu) {
        return new MachineFacts(id, os, arch, newCpu, ram, gpus, environment, findings);
    }

    /** Returns these facts with other GPUs. */
    public MachineFacts withGpus(List<GpuFacts> newGpus) {
        return new MachineFacts(id, os, arch, cpu, ram, newGpus, environment, findings);
    }
}
