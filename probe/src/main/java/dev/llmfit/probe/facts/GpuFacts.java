package dev.llmfit.probe.facts;

import dev.llmfit.probe.Backend;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A GPU as it was read. Every fact may be missing: a driver that does not tell the memory leaves it empty, and then nothing
 * is guessed from the name.
 *
 * @param name marketing name
 * @param driverName name that the driver gives, if it differs
 * @param backends backends that can drive it, best first; empty if none can
 * @param total memory that the driver reports
 * @param free free memory that the driver reports
 * @param unified whether it works in system memory
 * @param integrated whether it is part of the processor
 * @param displayAttached whether a display hangs on it
 * @param carveOut memory that firmware reserves for an integrated GPU ({@code mem_info_vram_total}, DXGI dedicated)
 * @param carveOutUsed how much of that is in use
 * @param shared system memory that the driver lends to the GPU ({@code mem_info_gtt_total}, DXGI shared)
 * @param databaseId id in the hardware database
 * @param pciId vendor and device, for example {@code 10de:2684}
 * @param busAddress PCI address, for example {@code 0000:01:00.0}
 * @param pcieLink current link, for example {@code 4.0 x16}
 * @param driver kernel driver, for example {@code nouveau}
 * @param runtimeStatus power state, for example {@code suspended}
 * @param migProfile MIG profile, for example {@code 1g.10gb}
 * @param parentTotal memory of the whole card that a MIG slice belongs to
 * @param bandwidthGbps memory bandwidth in 10^9 bytes per second
 * @param powerWatts what the driver lets the board take
 * @param maxMemoryClockMhz highest memory clock
 * @param architecture for example {@code Ada Lovelace}
 * @param family compute capability or gfx id
 * @param uuid the driver's identifier of this very device, for example {@code GPU-7fdaf0a5-…}
 * @param aperture memory of the device that the processor can address at once (the largest PCI base address register)
 * @param exclusion why it must not be used, if the reading itself tells
 * @param source what it was read from
 */
public record GpuFacts(
        String name,
        Optional<String> driverName,
        List<Backend> backends,
        Optional<Bytes> total,
        Optional<Bytes> free,
        boolean unified,
        boolean integrated,
        boolean displayAttached,
        Optional<Bytes> carveOut,
        Optional<Bytes> carveOutUsed,
        Optional<Bytes> shared,
        Optional<String> databaseId,
        Optional<String> pciId,
        Optional<String> busAddress,
        Optional<String> pcieLink,
        Optional<String> driver,
        Optional<String> runtimeStatus,
        Optional<String> migProfile,
        Optional<Bytes> parentTotal,
        OptionalDouble bandwidthGbps,
        OptionalDouble powerWatts,
        OptionalDouble maxMemoryClockMhz,
        Optional<String> architecture,
        Optional<String> family,
        Optional<String> uuid,
        Optional<Bytes> aperture,
        Optional<String> exclusion,
        String source) {
    public GpuFacts {
        bandwidthGbps.ifPresent(b -> Amount.rate(b, "bandwidthGbps"));
        powerWatts.ifPresent(w -> Amount.rate(w, "powerWatts"));
        maxMemoryClockMhz.ifPresent(c -> Amount.rate(c, "maxMemoryClockMhz"));
        backends = List.copyOf(backends);
    }

    /** Returns a builder for a GPU of this name. */
    public static Builder named(String name, String source) {
        return new Builder(name, source);
    }

    /** Returns a builder that starts with these facts. */
    public Builder change() {
        Builder b = new Builder(name, source);
        b.driverName = driverName;
        b.backends = backends;
        b.total = total;
        b.free = free;
        b.unified = unified;
        b.integrated = integrated;
        b.displayAttached = displayAttached;
        b.carveOut = carveOut;
        b.carveOutUsed = carveOutUsed;
        b.shared = shared;
        b.databaseId = databaseId;
        b.pciId = pciId;
        b.busAddress = busAddress;
        b.pcieLink = pcieLink;
        b.driver = driver;
        b.runtimeStatus = runtimeStatus;
        b.migProfile = migProfile;
        b.parentTotal = parentTotal;
        b.bandwidthGbps = bandwidthGbps;
        b.powerWatts = powerWatts;
        b.maxMemoryClockMhz = maxMemoryClockMhz;
        b.architecture = architecture;
        b.family = family;
        b.uuid = uuid;
        b.aperture = aperture;
        b.exclusion = exclusion;
        return b;
    }

    /** Collects the facts of one GPU. */
    public static final class Builder {
        private String name;
        private String source;
        private Optional<String> driverName = Optional.empty();
        private List<Backend> backends = List.of();
        private Optional<Bytes> total = Optional.empty();
        private Optional<Bytes> free = Optional.empty();
        private boolean unified;
        private boolean integrated;
        private boolean displayAttached;
        private Optional<Bytes> carveOut = Optional.empty();
        private Optional<Bytes> carveOutUsed = Optional.empty();
        private Optional<Bytes> shared = Optional.empty();
        private Optional<String> databaseId = Optional.empty();
        private Optional<String> pciId = Optional.empty();
        private Optional<String> busAddress = Optional.empty();
        private Optional<String> pcieLink = Optional.empty();
        private Optional<String> driver = Optional.empty();
        private Optional<String> runtimeStatus = Optional.empty();
        private Optional<String> migProfile = Optional.empty();
        private Optional<Bytes> parentTotal = Optional.empty();
        private OptionalDouble bandwidthGbps = OptionalDouble.empty();
        private OptionalDouble powerWatts = OptionalDouble.empty();
        private OptionalDouble maxMemoryClockMhz = OptionalDouble.empty();
        private Optional<String> architecture = Optional.empty();
        private Optional<String> family = Optional.empty();
        private Optional<String> uuid = Optional.empty();
        private Optional<Bytes> aperture = Optional.empty();
        private Optional<String> exclusion = Optional.empty();

        private Builder(String name, String source) {
            this.name = name;
            this.source = source;
        }

        /** Sets where the facts come from. */
        public Builder source(String value) {
            source = value;
            return this;
        }

        /** Sets the driver's name of the device. */
        public Builder driverName(Optional<String> value) {
            driverName = value;
            return this;
        }

        /** Sets the backends that can drive it, best first. */
        public Builder backends(List<Backend> value) {
            backends = value;
            return this;
        }

        /** Sets the total memory. */
        public Builder total(Optional<Bytes> value) {
            total = value;
            return this;
        }

        /** Sets the free memory. */
        public Builder free(Optional<Bytes> value) {
            free = value;
            return this;
        }

        /** Sets whether it works in system memory. */
        public Builder unified(boolean value) {
            unified = value;
            return this;
        }

        /** Sets whether it is part of the processor. */
        public Builder integrated(boolean value) {
            integrated = value;
            return this;
        }

        /** Sets whether a display hangs on it. */
        public Builder displayAttached(boolean value) {
            displayAttached = value;
            return this;
        }

        /** Sets the memory that firmware reserves. */
        public Builder carveOut(Optional<Bytes> value, Optional<Bytes> used) {
            carveOut = value;
            carveOutUsed = used;
            return this;
        }

        /** Sets the system memory that the driver lends. */
        public Builder shared(Optional<Bytes> value) {
            shared = value;
            return this;
        }

        /** Sets the database id. */
        public Builder databaseId(Optional<String> value) {
            databaseId = value;
            return this;
        }

        /** Sets vendor and device. */
        public Builder pciId(Optional<String> value) {
            pciId = value;
            return this;
        }

        /** Sets the PCI address. */
        public Builder busAddress(Optional<String> value) {
            busAddress = value;
            return this;
        }

        /** Sets the link. */
        public Builder pcieLink(Optional<String> value) {
            pcieLink = value;
            return this;
        }

        /** Sets the kernel driver. */
        public Builder driver(Optional<String> value) {
            driver = value;
            return this;
        }

        /** Sets the power state. */
        public Builder runtimeStatus(Optional<String> value) {
            runtimeStatus = value;
            return this;
        }

        /** Sets the MIG profile and the memory of the whole card. */
        public Builder mig(Optional<String> profile, Optional<Bytes> parent) {
            migProfile = profile;
            parentTotal = parent;
            return this;
        }

        /** Sets the bandwidth. */
        public Builder bandwidthGbps(OptionalDouble value) {
            bandwidthGbps = value;
            return this;
        }

        /** Sets the power limit. */
        public Builder powerWatts(OptionalDouble value) {
            powerWatts = value;
            return this;
        }

        /** Sets the highest memory clock. */
        public Builder maxMemoryClockMhz(OptionalDouble value) {
            maxMemoryClockMhz = value;
            return this;
        }

        /** Sets architecture and family. */
        public Builder architecture(Optional<String> value, Optional<String> newFamily) {
            architecture = value;
            family = newFamily;
            return this;
        }

        /** Sets the driver's identifier. */
        public Builder uuid(Optional<String> value) {
            uuid = value;
            return this;
        }

        /** Sets the memory that the processor can address at once. */
        public Builder aperture(Optional<Bytes> value) {
            aperture = value;
            return this;
        }

        /** Sets why it must not be used. */
        public Builder exclusion(Optional<String> value) {
            exclusion = value;
            return this;
        }

        /** Returns the facts. */
        public GpuFacts build() {
            return new GpuFacts(
                    name,
                    driverName,
                    backends,
                    total,
                    free,
                    unified,
                    integrated,
                    displayAttached,
                    carveOut,
                    carveOutUsed,
                    shared,
                    databaseId,
                    pciId,
                    busAddress,
                    pcieLink,
                    driver,
                    runtimeStatus,
                    migProfile,
                    parentTotal,
                    bandwidthGbps,
                    powerWatts,
                    maxMemoryClockMhz,
                    architecture,
                    family,
                    uuid,
                    aperture,
                    exclusion,
                    source);
        }
    }
}
