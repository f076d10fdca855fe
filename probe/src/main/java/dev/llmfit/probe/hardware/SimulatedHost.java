package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The machine around simulated devices, after what is said of it.
 *
 * @param os its system
 * @param arch {@code x86_64} or {@code arm64}
 * @param use what its system takes of the RAM
 * @param cores physical cores
 * @param memory its memory system, or the chip that has one
 * @param installed RAM
 * @param channels channels of 64 bit that are assumed where modules are named without them
 * @param said what was said of it
 */
record SimulatedHost(
        String os,
        String arch,
        SystemUse use,
        int cores,
        HardwareEntry memory,
        Bytes installed,
        int channels,
        HostWish said) {
    /** Firmware and kernel keep 2 % of the memory: 62.7 of 64 GiB, 31.4 of 32 on the bundled machines; macOS shows all. */
    private static final double VISIBLE_SHARE = 0.98;

    /** Returns the machine with these GPUs; {@code assumption} says what was named, and what was not. */
    MachineFacts with(String id, List<GpuFacts> gpus, String assumption, List<Warning> notes) {
        RamFacts ram = ram(id);
        List<Warning> findings = new ArrayList<>(notes);
        findings.add(new Warning(
                "assumed-host",
                assumption + " " + use.label() + " leaves " + ram.available() + " of the RAM free.",
                toBeExact()));
        return new MachineFacts(id, os, arch, cpu(), ram, gpus, Map.of(), findings);
    }

    private RamFacts ram(String id) {
        Bytes total = os.equals("macos") ? installed : Bytes.of((long) (installed.count() * VISIBLE_SHARE));
        return RamFacts.of(total, total.minus(use.of(total)), "assumed around " + id)
                .withInstalled(installed)
                .withPeak(memoryName(), gbps());
    }

    /** Returns the bandwidth of its RAM in 10^9 bytes per second. */
    OptionalDouble gbps() {
        if (said.speed().isPresent()) {
            return OptionalDouble.of(said.speed().get().gbps(channels));
        }
        return memory.bandwidthGbps().map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** Returns what its RAM is called. */
    String memoryName() {
        return said.speed().map(s -> s.name(channels)).or(memory::memoryType).orElse("memory");
    }

    private CpuFacts cpu() {
        boolean x86 = arch.equals("x86_64");
        return new CpuFacts(
                memory.name(),
                1,
                1,
                cores,
                x86 ? 2 * cores : cores,
                OptionalInt.empty(),
                OptionalInt.empty(),
                x86 ? Set.of("avx2", "fma", "f16c") : arm(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.of(memory.id()));
    }

    /** Neoverse V1 and later, and Apple's chips from the M2 on, multiply matrices of 8 bit (Arm's i8mm; manuals of the cores). */
    private Set<String> arm() {
        String core = memory.architecture().orElse("");
        return core.startsWith("Neoverse V") || memory.vendor().equals("Apple")
                ? Set.of("neon", "dotprod", "i8mm")
                : Set.of("neon", "dotprod");
    }

    /** Names what was not said. */
    private Hint toBeExact() {
        List<NextStep> open = new ArrayList<>();
        if (said.ram().isEmpty()) {
            open.add(new Change("ram", ""));
        }
        if (said.speed().isEmpty() && said.cpu().isEmpty()) {
            open.add(new Change("ram_bandwidth", ""));
        }
        if (said.os().isEmpty()) {
            open.add(new Change("os", ""));
        }
        StringBuilder text = new StringBuilder("Give ");
        for (int i = 0; i < open.size(); i++) {
            text.append('{').append(i).append("}, ");
        }
        String sentence = open.isEmpty()
                ? "Give a machine profile to be exact."
                : text.append("or a machine profile, to be exact.").toString();
        return new Hint(sentence, open);
    }
}
