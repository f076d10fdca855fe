package dev.llmfit.probe.bandwidth;

import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The bandwidth that was measured last, kept in the cache folder for the processor and memory size it was measured with. */
public final class StoredBandwidth {
    private final Path file;

    private StoredBandwidth(Path file) {
        this.file = file;
    }

    /** Returns the store of a machine ({@code $LLMFIT_CACHE}, else {@code $XDG_CACHE_HOME/llmfit}, else {@code ~/.cache/llmfit}). */
    public static StoredBandwidth of(MachineFacts facts, Environment environment) {
        Path folder = environment
                .variable("LLMFIT_CACHE")
                .map(Path::of)
                .or(() -> environment.variable("XDG_CACHE_HOME").map(xdg -> Path.of(xdg, "llmfit")))
                .orElseGet(() -> environment.home().resolve(".cache").resolve("llmfit"));
        int key = (facts.cpu().name() + "|" + facts.cpu().logicalCpus() + "|"
                        + Math.round(facts.ram().total().gib()))
                .hashCode();
        return new StoredBandwidth(folder.resolve("ram-bandwidth-" + Integer.toHexString(key)));
    }

    /** Returns what was stored, in 10^9 bytes per second. */
    public OptionalDouble read() {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > 64) {
                return OptionalDouble.empty();
            }
            double value = Double.parseDouble(Files.readString(file).strip());
            return value > 0 && Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty(); // a damaged cache is as good as none
        }
    }

    /**
     * Stores a measurement.
     *
     * @throws IOException if the folder cannot be written
     */
    public void write(double gigabytesPerSecond) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, gigabytesPerSecond + "\n");
    }
}
