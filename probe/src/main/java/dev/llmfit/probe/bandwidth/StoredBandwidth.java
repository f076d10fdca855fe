package dev.llmfit.probe.bandwidth;

import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Environment;
import dev.llmfit.units.OwnFolders;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The bandwidth that was measured last, kept in the cache folder for the processor and memory size it was measured with. */
public final class StoredBandwidth {
    private final Path file;

    private StoredBandwidth(Path file) {
        this.file = file;
    }

    /** Returns the store of a machine, in the folder of caches. */
    public static StoredBandwidth of(MachineFacts facts, Environment environment) {
        Path folder = OwnFolders.of(environment).cache();
        int key = (facts.cpu().name() + "|" + facts.cpu().logicalCpus() + "|"
                        + Math.round(facts.ram().total().gib()))
                .hashCode();
        return new StoredBandwidth(folder.resolve("ram-bandwidth-" + Integer.toHexString(key)));
    }

    /**
     * What was measured.
     *
     * @param gigabytesPerSecond 10^9 bytes per second that all cores read together
     * @param time when
     */
    public record Kept(double gigabytesPerSecond, Instant time) {
        public Kept {
            Amount.rate(gigabytesPerSecond, "gigabytesPerSecond");
        }
    }

    /** Returns what was stored. */
    public Optional<Kept> read() {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > 64) {
                return Optional.empty();
            }
            double value = Double.parseDouble(Files.readString(file).strip());
            return value > 0 && Double.isFinite(value)
                    ? Optional.of(
                            new Kept(value, Files.getLastModifiedTime(file).toInstant()))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // a damaged cache is as good as none
        }
    }

    /**
     * Drops what was stored.
     *
     * @throws IOException if the file cannot be removed
     */
    public void drop() throws IOException {
        Files.deleteIfExists(file);
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
        WrittenFile.write(file, gigabytesPerSecond + "\n");
    }
}
