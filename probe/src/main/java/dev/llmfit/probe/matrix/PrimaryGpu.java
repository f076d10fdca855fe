package dev.llmfit.probe.matrix;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.units.LowerCase;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares the name of the first GPU with the name that a profile expects: all of its words must belong to that GPU. */
final class PrimaryGpu {
    private PrimaryGpu() {}

    /** Returns what differs, or empty. */
    static Optional<String> compare(Optional<String> expected, Machine machine, MachineFacts facts) {
        if (expected.isEmpty()) {
            return Optional.empty();
        }
        if (machine.devices().isEmpty()) {
            return Optional.of("primary_gpu: none instead of " + expected.get());
        }
        Device first = machine.devices().getFirst();
        Set<String> known = new HashSet<>(words(first.description()));
        first.computeCapability().ifPresent(c -> known.addAll(words(c)));
        first.databaseId().ifPresent(id -> known.addAll(words(id)));
        for (GpuFacts gpu : facts.gpus()) {
            if (gpu.pciId().equals(first.pciId()) && gpu.backends().contains(first.backend())) {
                known.addAll(words(gpu.name()));
                gpu.driverName().ifPresent(n -> known.addAll(words(n)));
            }
        }
        known.addAll(List.of("nvidia", "amd", "intel", "0", machine.devices().size() + "x"));
        return known.containsAll(words(expected.get()))
                ? Optional.empty()
                : Optional.of("primary_gpu: " + first.description() + " instead of " + expected.get());
    }

    private static List<String> words(String text) {
        return Arrays.stream(LowerCase.of(text).split("[^a-z0-9.]+", -1))
                .filter(w -> !w.isEmpty())
                .toList();
    }
}
