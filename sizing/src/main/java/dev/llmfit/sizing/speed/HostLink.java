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
 * @param roundTrip seconds from a request over a network to its answer; empty where the way is no network
 * @param server {@code host:port} at the end of the network; devices of one server hand on to each other without it
 */
public record HostLink(
        double nominal, boolean within, OptionalDouble measured, OptionalDouble roundTrip, Optional<String> server) {
    /** Bytes per second in one GB/s. */
    private static final double GIGA = 1e9;

    /** A link that nobody tells: PCIe 3.0 x16. */
    private static final double UNKNOWN = 15.76e9;

    /** A network that nobody tells: gigabit Ethernet, less its headers. */
    private static final double NETWORK = 0.1186e9;

    /** From a request to its answer on a wired local network, in seconds; 0.2 to 0.5 ms are usual. Judgement. */
    private static final double USUAL_ROUND_TRIP = 3e-4;

    public HostLink {
        Amount.rate(nominal, "the rate of a link");
        if (!(nominal > 0)) {
            throw new IllegalArgumentException("a link needs a rate above 0");
        }
        measured.ifPresent(m -> Amount.rate(m, "the measured rate of a link"));
        roundTrip.ifPresent(t -> Amount.rate(t, "the round trip of a link"));
    }

    /** Creates a way that is no network. */
    public HostLink(double nominal, boolean within, OptionalDouble measured) {
        this(nominal, within, measured, OptionalDouble.empty(), Optional.empty());
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

    /** Returns the network to a device behind an RPC server; gigabit Ethernet with 0.3 ms if nobody tells. */
    public static HostLink network(Optional<String> link, String server) {
        Optional<CardLink> told = link.flatMap(CardLink::parse);
        double rate = told.map(l -> l.gbps() * GIGA).orElse(NETWORK);
        double trip =
                told.map(CardLink::roundTrip).orElse(OptionalDouble.empty()).orElse(USUAL_ROUND_TRIP);
        return new HostLink(rate, false, OptionalDouble.of(rate), OptionalDouble.of(trip), Optional.of(server));
    }

    /** Returns the same link with a measured rate in bytes per second. */
    public HostLink withMeasured(double rate) {
        return new HostLink(nominal, within, OptionalDouble.of(rate), roundTrip, server);
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
