package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.CardLink;
import dev.llmfit.probe.CardSetting;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * A GPU as the speed model sees it.
 *
 * @param hardwareId id in the hardware database, if known
 * @param backend ggml backend
 * @param vendor for example {@code AMD}; empty if unknown
 * @param family architecture, for example {@code Ada-Lovelace} or {@code Ampere/HBM}; empty if unknown
 * @param bandwidth nominal memory bandwidth in bytes per second
 * @param bandwidthKnown whether the bandwidth is a fact and not {@link #assumed an assumption}, which widens the range
 * @param fp16Flops dense FP16 matrix operations per second; on Pascal cards without them twice the FP32 rate, about what kernels of 8-bit
 *     dot products reach
 * @param int8Ops dense 8-bit matrix operations per second, which quantized weights are multiplied with; at least {@code fp16Flops}
 * @param fp32Flops FP32 operations per second
 * @param link the way to host memory
 */
public record SpeedDevice(
        Optional<String> hardwareId,
        Backend backend,
        String vendor,
        String family,
        double bandwidth,
        boolean bandwidthKnown,
        double fp16Flops,
        double int8Ops,
        double fp32Flops,
        HostLink link) {
    /** Bytes per second in one GB/s. */
    private static final double GIGA = 1e9;

    /** Operations per second in one TFLOPS. */
    private static final double TERA = 1e12;
    /** Median of FP32 operations per byte of bandwidth over the GPUs of the hardware database (33 to 34, as rows are added). */
    private static final double FP32_PER_BYTE = 34;

    /** The same of dense FP16 operations (130 when it was set, 138 with the rows of today). */
    private static final double FP16_PER_BYTE = 130;

    /** Operations of one dot product of four bytes ({@code dp4a}) beside one of FP32: Pascal's data sheets (P40: 47 TOPS, 11.76 TFLOPS). */
    private static final double DOT_PRODUCTS = 4;

    /** 8-bit matrix operations beside those of FP16 where the database does not say: the ratio on data sheets of tensor cores since Turing. */
    private static final double SPEED_OF_BYTES = 2;

    public SpeedDevice {
        if (!(bandwidth > 0) || !(fp16Flops > 0) || !(int8Ops >= fp16Flops) || !(fp32Flops > 0)) {
            throw new IllegalArgumentException(
                    "a device needs bandwidth and throughput above 0, and no less of 8-bit than of FP16 operations");
        }
        Amount.rate(bandwidth + int8Ops + fp32Flops, "the rates of a device");
    }

    /** Returns a device of the hardware database, or empty if its bandwidth is not known. */
    public static Optional<SpeedDevice> of(HardwareEntry entry, Backend backend) {
        return entry.bandwidthGbps().filter(b -> b > 0).map(b -> {
            double bandwidth = b * GIGA;
            double fp32 =
                    entry.fp32Tflops().filter(t -> t > 0).map(t -> t * TERA).orElse(FP32_PER_BYTE * bandwidth);
            double fp16 =
                    entry.fp16Tflops().filter(t -> t > 0).map(t -> t * TERA).orElse(dotsBytes(entry) ? 2 * fp32 : fp32);
            double int8 = entry.int8Tops()
                    .map(t -> t * TERA)
                    .orElse(dotsBytes(entry) ? DOT_PRODUCTS * fp32 : SPEED_OF_BYTES * fp16);
            HostLink link = entry.kind().unified() ? HostLink.within(bandwidth) : HostLink.of(entry.pcie());
            return new SpeedDevice(
                    Optional.of(entry.id()),
                    backend,
                    entry.vendor(),
                    family(entry),
                    bandwidth,
                    true,
                    fp16,
                    Math.max(fp16, int8),
                    fp32,
                    link);
        });
    }

    /** Returns a device of a machine, with what the database knows of it, or empty if its bandwidth is not known. */
    public static Optional<SpeedDevice> of(Device device, HardwareDatabase database) {
        Optional<SpeedDevice> known = device.databaseId()
                .flatMap(database::byId)
                .flatMap(e -> of(e, device.backend())
                        .map(d -> d.set(device.setting(), e))
                        .map(d -> d.with(way(device, d.link()))));
        if (known.isPresent()) {
            return device.bandwidthGbps().filter(b -> b > 0).isPresent()
                    ? known.map(d -> d.withBandwidth(device.bandwidthGbps().orElseThrow() * GIGA))
                    : known;
        }
        return device.bandwidthGbps().filter(b -> b > 0).map(b -> ofBandwidth(device, b * GIGA, true));
    }

    /** Returns a device of a machine whose bandwidth nobody knows, as if it had that of a small graphics card. */
    static SpeedDevice assumed(Device device) {
        return ofBandwidth(device, SpeedConstants.bundled().get("gpu.bandwidth.unknown"), false);
    }

    private static SpeedDevice ofBandwidth(Device device, double bandwidth, boolean known) {
        return new SpeedDevice(
                Optional.empty(),
                device.backend(),
                vendor(device),
                device.architecture().map(SpeedDevice::familyName).orElse(""),
                bandwidth,
                known,
                FP16_PER_BYTE * bandwidth,
                SPEED_OF_BYTES * FP16_PER_BYTE * bandwidth,
                FP32_PER_BYTE * bandwidth,
                way(device, HostLink.of(device.setting().link())));
    }

    /** Returns the way to a device: a network where an RPC server is between. */
    private static HostLink way(Device device, HostLink built) {
        boolean remote = Backend.ofDeviceName(device.name()) == Backend.RPC;
        return remote ? HostLink.network(device.setting().link(), server(device)) : built;
    }

    /** Returns where the server of a device listens, which its description begins with. */
    private static String server(Device device) {
        return device.description().split(" ", 2)[0];
    }

    private SpeedDevice with(HostLink other) {
        return new SpeedDevice(
                hardwareId, backend, vendor, family, bandwidth, bandwidthKnown, fp16Flops, int8Ops, fp32Flops, other);
    }

    /** Returns this device as it is built in and set. */
    private SpeedDevice set(CardSetting setting, HardwareEntry entry) {
        boolean told = setting.link().flatMap(CardLink::parse).isPresent() && !link.within();
        double clock = PowerLimit.clock(setting.powerWatts(), entry.tdpWatt());
        return new SpeedDevice(
                hardwareId,
                backend,
                vendor,
                family,
                bandwidth,
                bandwidthKnown,
                fp16Flops * clock,
                int8Ops * clock,
                fp32Flops * clock,
                told ? HostLink.of(setting.link()) : link);
    }

    /** Returns the same device with another memory bandwidth in bytes per second, for what-if questions. */
    public SpeedDevice withBandwidth(double value) {
        return new SpeedDevice(hardwareId, backend, vendor, family, value, true, fp16Flops, int8Ops, fp32Flops, link);
    }

    /** Returns what it copies from host memory, in bytes per second. */
    public double linkBandwidth() {
        return link.rate(backend);
    }

    /** Returns the same device with a measured rate of copies from host memory, in bytes per second. */
    SpeedDevice withLinkBandwidth(double rate) {
        return with(link.withMeasured(rate));
    }

    /** Returns the same device under another backend. */
    public SpeedDevice withBackend(Backend other) {
        return new SpeedDevice(
                hardwareId, other, vendor, family, bandwidth, bandwidthKnown, fp16Flops, int8Ops, fp32Flops, link);
    }

    /** Returns whether a card has no FP16 to speak of, but dot products of bytes: Pascal without HBM (compute capability 6.1). */
    private static boolean dotsBytes(HardwareEntry entry) {
        return entry.vendor().equals("NVIDIA")
                && entry.architecture().filter(a -> a.startsWith("Pascal")).isPresent()
                && entry.memoryType().filter(t -> t.contains("HBM")).isEmpty();
    }

    /** Returns whose a device is that the database does not know, by the number of its vendor on the bus (pcisig.com). */
    private static String vendor(Device device) {
        String id = device.pciId().orElse("");
        return id.startsWith("10de") ? "NVIDIA" : id.startsWith("1002") ? "AMD" : id.startsWith("8086") ? "Intel" : "";
    }

    private static String family(HardwareEntry entry) {
        String family = familyName(entry.architecture().orElse(""));
        if (!entry.vendor().equals("NVIDIA")) {
            return family;
        }
        if (entry.memoryType().filter(t -> t.contains("HBM")).isPresent()) {
            return family + "/HBM";
        }
        return entry.kind() == HardwareEntry.Kind.SOC ? family + "/soc" : family;
    }

    private static String familyName(String architecture) {
        int bracket = architecture.indexOf(" (");
        return (bracket < 0 ? architecture : architecture.substring(0, bracket)).replace(' ', '-');
    }
}
