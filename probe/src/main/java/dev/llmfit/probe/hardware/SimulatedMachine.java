package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A machine around one row of the hardware database. What the row does not tell is filled in by these rules, and the machine
 * carries a warning that says so:
 *
 * <ul>
 *   <li>A card sits in a desktop with 8 cores and 64 GiB of dual-channel DDR5-5600; cards with HBM, and four or more cards,
 *       in a server with 32 cores and 512 GiB of 8-channel DDR5-4800.
 *   <li>Firmware and kernel keep 2 % of the memory; an idle system uses 4 GiB of it, at most half.
 *   <li>An idle NVIDIA driver keeps 2 % of a card, others 1 % (median of the bundled profiles without a display).
 * </ul>
 */
final class SimulatedMachine {
    /** What firmware and kernel leave, as said above. */
    private static final double VISIBLE_SHARE = 0.98;

    /** What an idle system uses, as said above. */
    private static final Bytes IDLE_SYSTEM = Bytes.ofGib(4);

    private static final String DESKTOP_MEMORY = "cpu-desktop-ddr5-5600-2ch";
    private static final String SERVER_MEMORY = "xeon-spr-8ch-4800";

    private final HardwareDatabase database;

    SimulatedMachine(HardwareDatabase database) {
        this.database = database;
    }

    /** Returns a machine with {@code count} of these. */
    MachineFacts of(HardwareEntry entry, int count) {
        return switch (entry.kind()) {
            case GPU -> entry.id().startsWith("gb10-") ? chip(entry) : withCards(entry, count);
            case CPU -> processor(entry);
            case APU, IGPU, APPLE_SOC, SOC -> chip(entry);
        };
    }

    private MachineFacts withCards(HardwareEntry entry, int count) {
        boolean server = count >= 4
                || entry.memoryType().filter(t -> t.startsWith("HBM")).isPresent();
        HardwareEntry memory =
                database.byId(server ? SERVER_MEMORY : DESKTOP_MEMORY).orElseThrow();
        Bytes installed = Bytes.ofGib(server ? 512 : 64);
        Bytes total = entry.driverTotalMib()
                .map(mib -> Bytes.ofMib(mib))
                .orElseGet(() -> Bytes.ofGib(entry.memoryGb().orElseThrow()));
        double kept = entry.vendor().equals("NVIDIA") ? 0.02 : 0.01;
        GpuFacts gpu = GpuFacts.named(entry.name(), "hardware database (" + entry.source() + ")")
                .backends(backends(entry))
                .total(Optional.of(total))
                .free(Optional.of(Bytes.of((long) (total.count() * (1 - kept)))))
                .databaseId(Optional.of(entry.id()))
                .pcieLink(entry.pcie())
                .build();
        String host = (server ? "server with 32 cores and 512 GiB of " : "desktop with 8 cores and 64 GiB of ")
                + memory.memoryType().orElse("memory");
        return machine(
                count > 1 ? count + "x " + entry.id() : entry.id(),
                "linux",
                "x86_64",
                server ? 32 : 8,
                memory,
                installed,
                Collections.nCopies(count, gpu),
                "Only the card is named; it is put into a " + host + ".");
    }

    private MachineFacts processor(HardwareEntry entry) {
        Bytes installed = Bytes.ofGib(entry.memoryGb().orElse(64.0));
        boolean arm = entry.architecture().filter(a -> a.startsWith("Neoverse")).isPresent();
        return machine(
                entry.id(),
                "linux",
                arm ? "arm64" : "x86_64",
                8,
                entry,
                installed,
                List.of(),
                "Only the memory system is named; 8 cores and " + installed + " are assumed.");
    }

    private MachineFacts chip(HardwareEntry entry) {
        Bytes installed = Bytes.ofGib(entry.memoryGb().orElseThrow());
        List<Backend> backends = backends(entry);
        GpuFacts.Builder gpu = GpuFacts.named(entry.name(), "hardware database (" + entry.source() + ")")
                .backends(backends)
                .unified(true)
                .integrated(entry.kind() != HardwareEntry.Kind.GPU)
                .databaseId(Optional.of(entry.id()));
        Optional<Bytes> budget = entry.defaultGpuBudgetGib().map(Bytes::ofGib);
        switch (entry.kind()) {
            case APPLE_SOC -> gpu.total(budget).free(budget);
            case APU -> gpu.shared(budget);
            default -> {}
        }
        String os = switch (entry.vendor()) {
            case "Apple" -> "macos";
            case "Qualcomm" -> entry.id().startsWith("snapdragon-8") ? "android" : "windows";
            default -> "linux";
        };
        boolean arm = !entry.vendor().equals("AMD") && !entry.vendor().equals("Intel");
        return machine(
                entry.id(),
                os,
                arm ? "arm64" : "x86_64",
                entry.vendor().equals("Broadcom") ? 4 : 8,
                entry,
                installed,
                backends.isEmpty() ? List.of() : List.of(gpu.build()),
                "Only the chip is named; cores and an idle system are assumed.");
    }

    private static MachineFacts machine(
            String id,
            String os,
            String arch,
            int cores,
            HardwareEntry memory,
            Bytes installed,
            List<GpuFacts> gpus,
            String assumption) {
        boolean apple = os.equals("macos");
        Bytes total = apple ? installed : Bytes.of((long) (installed.count() * VISIBLE_SHARE));
        Bytes available = total.minus(IDLE_SYSTEM.min(Bytes.of(total.count() / 2)));
        RamFacts ram = RamFacts.of(total, available, "assumed around " + id)
                .withPeak(
                        memory.memoryType().orElse("memory"),
                        memory.bandwidthGbps().map(OptionalDouble::of).orElse(OptionalDouble.empty()));
        CpuFacts cpu = new CpuFacts(
                memory.name(),
                1,
                1,
                cores,
                arch.equals("x86_64") ? 2 * cores : cores,
                OptionalInt.empty(),
                OptionalInt.empty(),
                arch.equals("x86_64") ? Set.of("avx2", "fma", "f16c") : Set.of("neon", "dotprod"),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.of(memory.id()));
        Warning warning = new Warning(
                "assumed-host",
                assumption,
                Hint.of("Give {0}, or a machine profile, to be exact.", new Change("ram", "")));
        return new MachineFacts(id, os, arch, cpu, ram, gpus, Map.of(), List.of(warning));
    }

    private static List<Backend> backends(HardwareEntry entry) {
        return switch (entry.vendor()) {
            case "NVIDIA" -> List.of(Backend.CUDA, Backend.VULKAN);
            case "AMD" ->
                entry.kind() == HardwareEntry.Kind.APU
                        ? List.of(Backend.VULKAN, Backend.ROCM)
                        : List.of(Backend.ROCM, Backend.VULKAN);
            case "Intel" -> List.of(Backend.SYCL, Backend.VULKAN);
            case "Apple" -> List.of(Backend.METAL);
            case "Qualcomm" -> List.of(Backend.VULKAN);
            default -> List.of();
        };
    }
}
