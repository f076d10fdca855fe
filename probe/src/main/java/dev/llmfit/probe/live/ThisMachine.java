package dev.llmfit.probe.live;

import dev.llmfit.probe.bandwidth.StoredBandwidth;
import dev.llmfit.probe.facts.CpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.probe.linux.LinuxFacts;
import dev.llmfit.probe.macos.MacFacts;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.probe.windows.WindowsFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the machine that this runs on, or the one that a recording holds. */
public final class ThisMachine {
    private ThisMachine() {}

    /** Reads this machine; a memory bandwidth that was measured here before is part of it. */
    public static MachineFacts read(Environment environment) {
        MachineFacts facts = read(new LiveSource(environment));
        return StoredBandwidth.of(facts, environment)
                .read()
                .map(kept -> facts.withRam(facts.ram().withMeasured(kept.gigabytesPerSecond())))
                .orElse(facts);
    }

    /**
     * Reads a machine.
     *
     * @throws UnreadableHardwareException if not even the memory can be read
     */
    public static MachineFacts read(Source source) {
        String os = source.platform().osName().toLowerCase(Locale.ROOT);
        if (os.contains("linux") || os.contains("android")) {
            return LinuxFacts.read(source);
        }
        if (os.startsWith("mac")) {
            return MacFacts.read(source);
        }
        return os.startsWith("windows") ? WindowsFacts.read(source) : other(source, os);
    }

    private static MachineFacts other(Source source, String os) {
        KeyValues oshi =
                KeyValues.parse(source.library(Source.Library.OSHI).found().orElse(""), '=');
        Optional<Bytes> total = oshi.size("total");
        if (total.isEmpty()) {
            throw new UnreadableHardwareException("the hardware of " + os + " cannot be read");
        }
        int threads = oshi.count("threads").orElse(1);
        CpuFacts cpu = new CpuFacts(
                oshi.text("cpu").orElse("unknown processor"),
                oshi.count("packages").orElse(1),
                1,
                oshi.count("cores").orElse(threads),
                threads,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Set.of(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
        RamFacts ram = RamFacts.of(total.get(), oshi.size("available").orElse(Bytes.ZERO), "OSHI");
        return new MachineFacts(
                "this-machine",
                os,
                source.platform().architecture(),
                cpu,
                ram,
                List.of(),
                source.environment(),
                List.of());
    }
}
