package dev.llmfit.probe.database;

import dev.llmfit.units.Amount;
import java.util.List;
import java.util.Optional;

/**
 * One row of the hardware database: what a device is built of. Facts of the specification, not of a present device.
 *
 * @param id stable id, for example {@code geforce-rtx-4090-24g}
 * @param name marketing name
 * @param vendor for example {@code NVIDIA}; {@code Any} for generic memory systems
 * @param kind what kind of thing it is
 * @param architecture for example {@code Ada Lovelace}
 * @param family compute capability, gfx id or Metal family
 * @param memoryGb nominal memory in GB as marketed; system memory for chips that share it
 * @param memoryType for example {@code GDDR6X}
 * @param bandwidthGbps peak memory bandwidth in 10^9 bytes per second
 * @param fp16Tflops dense FP16 matrix throughput
 * @param fp32Tflops FP32 throughput
 * @param int8Tops dense 8-bit matrix throughput in 10^12 operations per second
 * @param tdpWatt board power as text, since laptops have a range
 * @param pcie link, for example {@code 4.0 x16}, or {@code SoC}
 * @param msrpUsd launch price as text, since variants share a row
 * @param launchDate ISO date
 * @param driverTotalMib what the driver reports as total memory in MiB
 * @param defaultGpuBudgetGib what the GPU of a unified machine may use by default, in GiB
 * @param source where the row comes from
 * @param confidence {@code high}, {@code med}, {@code low} or a combination
 * @param notes remarks
 * @param aliases other ids, as a machine's own names of its parts make them up
 */
public record HardwareEntry(
        String id,
        String name,
        String vendor,
        Kind kind,
        Optional<String> architecture,
        Optional<String> family,
        Optional<Double> memoryGb,
        Optional<String> memoryType,
        Optional<Double> bandwidthGbps,
        Optional<Double> fp16Tflops,
        Optional<Double> fp32Tflops,
        Optional<Double> int8Tops,
        Optional<String> tdpWatt,
        Optional<String> pcie,
        Optional<String> msrpUsd,
        Optional<String> launchDate,
        Optional<Integer> driverTotalMib,
        Optional<Double> defaultGpuBudgetGib,
        String source,
        String confidence,
        String notes,
        List<String> aliases) {
    public HardwareEntry {
        memoryGb.ifPresent(n -> Amount.rate(n, "memoryGb"));
        bandwidthGbps.ifPresent(n -> Amount.rate(n, "bandwidthGbps"));
        fp16Tflops.ifPresent(n -> Amount.rate(n, "fp16Tflops"));
        fp32Tflops.ifPresent(n -> Amount.rate(n, "fp32Tflops"));
        int8Tops.ifPresent(n -> Amount.rate(n, "int8Tops"));
        defaultGpuBudgetGib.ifPresent(n -> Amount.rate(n, "defaultGpuBudgetGib"));
        driverTotalMib.ifPresent(n -> Amount.count(n, "driverTotalMib"));
        aliases = List.copyOf(aliases);
    }

    /** Returns whether the database calls a GPU what is a whole chip: the GB10, whose GPU works in the RAM. */
    public boolean isChip() {
        return kind.unified() || id.startsWith("gb10-");
    }

    /** Kinds of rows. */
    public enum Kind {
        /** A graphics card or accelerator with its own memory. */
        GPU("gpu"),
        /** An AMD processor with a GPU that shares its memory. */
        APU("apu"),
        /** An Intel GPU that shares the memory of its processor. */
        IGPU("igpu"),
        /** An Apple chip. */
        APPLE_SOC("apple-soc"),
        /** Another chip with everything on it. */
        SOC("soc"),
        /** A processor with its memory system; no GPU. */
        CPU("cpu");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** Returns whether CPU and GPU use one memory. */
        public boolean unified() {
            return this == APU || this == IGPU || this == APPLE_SOC || this == SOC;
        }

        /** Returns the name in the database and in documents, for example {@code apple-soc}. */
        public String id() {
            return id;
        }

        static Kind byId(String id) {
            for (Kind kind : values()) {
                if (kind.id.equals(id)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("unknown kind of hardware: '" + id + "'");
        }
    }
}
