package dev.llmfit.probe;

import dev.llmfit.units.Bytes;
import java.util.Objects;
import java.util.Optional;

/**
 * The disk that a folder lies on.
 *
 * @param folder the folder
 * @param free what a file there may take
 * @param kind its class, if the system tells it
 */
public record Disk(String folder, Bytes free, Optional<Kind> kind) {
    public Disk {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(free, "free");
    }

    /** Classes of disks, with the GB/s that one reads in a row: from a slow one of its class to what the bus allows. */
    public enum Kind {
        /** PCIe 3.0 x2 without DRAM to PCIe 4.0 x4. */
        NVME("an NVMe disk", 1.5, 7),
        /** SATA 3.0: 6 Gbit/s less its coding. */
        SSD("a SATA SSD", 0.3, 0.55),
        /** 5,400 turns with an old file, to the outer tracks of 7,200 turns. */
        ROTATING("a rotating disk", 0.08, 0.25);

        private final String words;
        private final double low;
        private final double high;

        Kind(String words, double low, double high) {
            this.words = words;
            this.low = low;
            this.high = high;
        }

        /** Returns it in words, for example {@code an NVMe disk}. */
        public String words() {
            return words;
        }

        /** Returns the GB/s of a slow one. */
        public double low() {
            return low;
        }

        /** Returns the GB/s of a fast one. */
        public double high() {
            return high;
        }
    }
}
