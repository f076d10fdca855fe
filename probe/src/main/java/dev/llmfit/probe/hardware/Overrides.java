package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MetalWorkingSet;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Single facts of a machine that are said to be others, and what depends on them. */
final class Overrides {
    private Overrides() {}

    /** Returns a machine that exists, or that a profile describes, with what is said of it. */
    static MachineFacts of(MachineFacts facts, HardwareSelector selector, HardwareDatabase database) {
        HostWish host = selector.host();
        MachineFacts result = host.ram().map(total -> withRam(facts, total)).orElse(facts);
        if (host.os().isPresent()) {
            result = result.withOs(host.os().get());
        }
        if (host.cpu().isPresent()) {
            result = withProcessor(result, HostProcessor.of(host.cpu().get(), database));
        }
        if (host.speed().isPresent()) {
            int channels = result.ram().channels().orElse(2);
            RamFacts ram = result.ram();
            result = result.withRam(ram.withNominal(
                    host.speed().get().name(channels), host.speed().get().gbps(channels)));
        }
        return ofGpus(result, selector);
    }

    /** Returns a machine with what is said of its GPUs. */
    static MachineFacts ofGpus(MachineFacts facts, HardwareSelector selector) {
        MachineFacts result = facts;
        List<GpuFacts> gpus = facts.gpus();
        boolean some = selector.gpus().isPresent() && selector.gpus().getAsInt() > 0;
        if (some && gpus.isEmpty() && selector.vram().isEmpty()) {
            throw HardwareException.malformed(
                    Hint.of(
                            "{0} has nothing to count: the machine has no GPU",
                            new Change("gpus", String.valueOf(selector.gpus().getAsInt()))),
                    Hint.of("say its memory with {0}, or name a machine that has one", new Change("vram", "24GiB")));
        }
        if (selector.gpus().isPresent() && !gpus.isEmpty()) {
            GpuFacts first = gpus.stream()
                    .filter(g -> !g.backends().isEmpty() && !g.integrated())
                    .findFirst()
                    .orElse(gpus.getFirst());
            gpus = Collections.nCopies(selector.gpus().getAsInt(), first);
        }
        if (selector.vram().isPresent()) {
            gpus = withMemory(gpus, selector.vram().get(), selector.gpus().orElse(1));
        }
        if (selector.bandwidthGbps().isPresent()) {
            OptionalDouble gbps = selector.bandwidthGbps();
            if (gpus.isEmpty()) {
                RamFacts ram = result.ram();
                result = result.withRam(ram.withNominal(ram.type().orElse("memory"), gbps.getAsDouble()));
            }
            gpus = gpus.stream()
                    .map(g -> g.change().bandwidthGbps(gbps).build())
                    .toList();
        }
        return result.withGpus(selector.cards().of(gpus));
    }

    /** What the system and programs take stays what it was; what a GPU may use of the RAM goes with it. */
    private static MachineFacts withRam(MachineFacts facts, Bytes total) {
        RamFacts ram = facts.ram();
        Bytes used = ram.total().minus(ram.available()).min(Bytes.of(total.count() / 2));
        double share = total.count() / (double) Math.max(1, ram.total().count());
        List<GpuFacts> gpus = facts.gpus().stream()
                .map(g -> g.unified() ? lent(g, total, share) : g)
                .toList();
        return facts.withRam(ram.withSizes(total, total.minus(used), "--ram").withoutLimits())
                .withGpus(gpus);
    }

    private static GpuFacts lent(GpuFacts gpu, Bytes total, double share) {
        if (gpu.backends().contains(Backend.METAL)) {
            Optional<Bytes> limit = Optional.of(MetalWorkingSet.defaultLimit(total, true));
            return gpu.change().total(limit).free(limit).build();
        }
        return gpu.change()
                .total(gpu.total().map(t -> scaled(t, share)))
                .free(gpu.free().map(f -> scaled(f, share)))
                .shared(gpu.shared().map(s -> scaled(s, share)))
                .build();
    }

    private static Bytes scaled(Bytes size, double share) {
        return Bytes.of((long) (size.count() * share));
    }

    private static MachineFacts withProcessor(MachineFacts facts, HostProcessor processor) {
        CpuFacts cpu = facts.cpu();
        int cores = processor.cores().orElse(cpu.physicalCores());
        Optional<HardwareEntry> memory = processor.memory();
        MachineFacts result = facts.withCpu(new CpuFacts(
                memory.map(HardwareEntry::name).orElse(cpu.name()),
                cpu.sockets(),
                cpu.numaNodes(),
                cores,
                processor.cores().isPresent() ? 2 * cores : cpu.logicalCpus(),
                processor.cores().isPresent() ? java.util.OptionalInt.empty() : cpu.performanceCores(),
                processor.cores().isPresent() ? java.util.OptionalInt.empty() : cpu.efficiencyCores(),
                cpu.isa(),
                cpu.affinityCores(),
                cpu.quota(),
                memory.map(HardwareEntry::id).or(cpu::databaseId)));
        return memory.flatMap(HardwareEntry::bandwidthGbps)
                .map(gbps -> result.withRam(
                        result.ram().withNominal(memory.get().memoryType().orElse("memory"), gbps)))
                .orElse(result);
    }

    private static List<GpuFacts> withMemory(List<GpuFacts> gpus, Bytes vram, int count) {
        if (gpus.stream().allMatch(g -> g.backends().isEmpty())) {
            return Collections.nCopies(count, SimulatedMachine.card(vram));
        }
        return gpus.stream().map(g -> resized(g, vram)).toList();
    }

    private static GpuFacts resized(GpuFacts gpu, Bytes vram) {
        double share = gpu.total().isPresent() && gpu.free().isPresent()
                ? gpu.free().get().count()
                        / (double) Math.max(1, gpu.total().get().count())
                : 1;
        Bytes free = Bytes.of((long) (vram.count() * Math.min(1, share)));
        return gpu.change()
                .total(Optional.of(vram))
                .free(Optional.of(free))
                .carveOut(Optional.empty(), Optional.empty())
                .shared(gpu.shared().map(s -> vram))
                .source("--vram")
                .build();
    }
}
