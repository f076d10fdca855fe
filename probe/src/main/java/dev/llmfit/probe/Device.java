package dev.llmfit.probe;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * A GPU as llama.cpp sees it.
 *
 * @param name llama.cpp's device name, for example {@code CUDA0}
 * @param description marketing name
 * @param backend backend that drives it
 * @param poolId pool that its memory comes from
 * @param installed its memory
 * @param capacity what a runtime may use of it at most
 * @param free what is available of it now
 * @param databaseId id in the hardware database, if it is known there
 * @param pciId vendor and device, for example {@code 10de:2684}
 * @param bandwidthGbps memory read bandwidth in 10^9 bytes per second
 * @param architecture for example {@code Ada Lovelace} or {@code RDNA3}
 * @param computeCapability for example {@code 8.9} or {@code gfx1100}
 * @param setting how it is built in and set
 */
public record Device(
        String name,
        String description,
        Backend backend,
        String poolId,
        Bytes installed,
        Bytes capacity,
        Bytes free,
        Optional<String> databaseId,
        Optional<String> pciId,
        Optional<Double> bandwidthGbps,
        Optional<String> architecture,
        Optional<String> computeCapability,
        CardSetting setting) {
    public Device {
        bandwidthGbps.ifPresent(b -> Amount.rate(b, "bandwidthGbps"));
    }

    /** Creates a device of whose link and power nothing is known. */
    public Device(
            String name,
            String description,
            Backend backend,
            String poolId,
            Bytes installed,
            Bytes capacity,
            Bytes free,
            Optional<String> databaseId,
            Optional<String> pciId,
            Optional<Double> bandwidthGbps,
            Optional<String> architecture,
            Optional<String> computeCapability) {
        this(
                name,
                description,
                backend,
                poolId,
                installed,
                capacity,
                free,
                databaseId,
                pciId,
                bandwidthGbps,
                architecture,
                computeCapability,
                CardSetting.UNKNOWN);
    }
}
