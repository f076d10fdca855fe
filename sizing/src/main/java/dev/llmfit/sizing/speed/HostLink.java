package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.CardLink;
import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The way between host memory and a device.
 *
 * <p>Weights are mapped files, which no driver can read by itself: it copies them through a buffer of its own, and that
 * limits fast slots more than the slot does. Constants and their sources are in {@code processor-constants.csv}.
 *
 * @param nominal bytes per second in one direction; those of the memory where the device works in it
 * @param within whether the device works in the host's memory, where a copy is read and written
 * @param measured what copying from the host reaches, in bytes per second; outranks the rest
 */
public record HostLink(double nominal, boolean within, OptionalDouble measured) {
    /** Bytes per second in one GB/s. */
    private static final double GIGA = 1e9;

    /** A link that nobody tells: PCIe 3.0 x16. */
    private static final double UNKNOWN = 15.76e9;

    /** A network that nobody tells: gigabit Ethernet, less its headers. */
    private static final double NETWORK = 0.1186e9;

    public HostLink {
        Amount.rate(nominal, "the rate of a link");
        if (!(nominal > 0)) {
            throw new IllegalArgumentException("a link needs a rate above 0");
        }
        measured.ifPresent(m -> Amount.rate(m, "the measured rate of a link"));
    }

    /** Returns the way of a device that works in memory with this bandwidth in bytes per second. */
    public static HostLink within(double bandwidth) {
        return new HostLink(bandwidth, true, OptionalDouble.empty());
    }

    /** Returns a link as {@link CardLink} reads it; one that is not known counts as 3.0 x16. */
    public static HostLink of(Optional<String> link) {
        return link.flatMap(CardLink::parse)
                .map(l -> new HostLink(
                        l.gbps() * GIGA,
                        false,
                        l.reached() ? OptionalDouble.of(l.gbps() * GIGA) : OptionalDouble.empty()))
                .orElse(new HostLink(UNKNOWN, false, OptionalDouble.empty()));
    }

    /** Returns the way to a device of this backend, which is a network for RPC. */
    static HostLink of(Optional<String> link, Backend backend) {
        boolean told = link.flatMap(CardLink::parse).isPresent();
        return told || backend != Backend.RPC ? of(link) : new HostLink(NETWORK, false, OptionalDouble.of(NETWORK));
    }

    /** Returns the same link with a measured rate in bytes per second. */
    public HostLink withMeasured(double rate) {
        return new HostLink(nominal, within, OptionalDouble.of(rate));
    }

    /** Returns what a backend copies from the host, in bytes per second. */
    double rate(Backend backend) {
        if (measured.isPresent()) {
            return measured.getAsDouble();
        }
        SpeedConstants constants = SpeedConstants.bundled();
        double share = nominal * constants.get(within ? "link.within" : "link.share");
        return Math.min(share, constants.get("link.mapped:" + SpeedConstants.backendId(backend)));
    }
}
