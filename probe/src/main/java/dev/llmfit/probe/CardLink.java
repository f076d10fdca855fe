package dev.llmfit.probe;

import dev.llmfit.units.Amount;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way between the host and a card, as drivers and people write it: {@code 4.0 x16}, {@code gen3 x4}, {@code OCuLink},
 * {@code Thunderbolt 4}, what copies reach: {@code 12GB/s}, or the network to an RPC server: {@code 10GbE}, {@code 100MbE}, with
 * the time of a round trip if it is known: {@code 2.5GbE 0.4ms}, {@code 0.112GB/s 0.2ms}.
 *
 * @param gbps 10^9 bytes per second in one direction
 * @param reached whether that is what copies reach, not the nominal rate of the lanes
 * @param network whether it can only be a network
 * @param roundTrip seconds from a request to its answer; empty if they are not told
 */
public record CardLink(double gbps, boolean reached, boolean network, OptionalDouble roundTrip) {
    private static final Pattern LANES =
            Pattern.compile("(?:PCI-?E?X? ?)?(?:GEN ?)?([1-6])(?:\\.[0-9])? ?X ?(1|2|4|8|16)(?:[^0-9].*)?");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,4}(?:\\.[0-9]{1,4})?) ?GB/?P?S");

    private static final Pattern NETWORK = Pattern.compile(
            "([0-9]{1,4}(?:\\.[0-9]{1,2})?)? ?(?:G(?:BE|E|IGE|IGABIT|IGABIT ETHERNET|BIT/S)|(MBE|MBIT/S))");

    private static final Pattern ROUND_TRIP = Pattern.compile("(.*[^0-9.]) ([0-9]{1,4}(?:\\.[0-9]{1,4})?) ?([MU])S");

    /** Seconds in a millisecond. */
    private static final double MILLI = 1e-3;

    /** Seconds in a microsecond. */
    private static final double MICRO = 1e-6;

    /** Gigabits in a megabit. */
    private static final double MEGA = 1e-3;

    /** Bytes per second in one GB/s. */
    private static final double GIGA = 1e9;

    /** The slowest link that is written, in GB/s: 0.1 MB/s. */
    private static final double LEAST = 1e-4;

    /** Bytes of Ethernet that carry data over TCP in frames of 1,500: 949 of 1,000 (RFC 793, RFC 894). */
    private static final double ETHERNET = 0.949 / 8;

    /**
     * One lane of PCIe 1.0 to 6.0: 2.5 GT/s doubled each time but for 3.0 (8 GT/s), with 8b/10b, 128b/130b and flits (PCI-SIG, PCI
     * Express Base Specification 6.0).
     */
    private static final double[] LANE = {0.25, 0.5, 0.985, 1.969, 3.938, 7.563};

    /** PCIe data of a Thunderbolt 3 cable: 22 of its 40 Gbit/s (Intel, Thunderbolt 3 technology brief). */
    private static final double THUNDERBOLT_3 = 2.75;

    /** A link of a chip and a GPU in one package: NVIDIA Grace Hopper and Grace Blackwell, 900 GB/s both ways (data sheets). */
    private static final double CHIP_TO_CHIP = 450;

    public CardLink {
        if (!(gbps > 0) || gbps > 1e4) {
            throw new IllegalArgumentException("not a link: " + gbps + " GB/s");
        }
        roundTrip.ifPresent(t -> Amount.rate(t, "the round trip of a link"));
    }

    /** Creates a link that may be one of a card, of which no round trip is told. */
    public CardLink(double gbps, boolean reached) {
        this(gbps, reached, false, OptionalDouble.empty());
    }

    /** Returns a network as it was measured, as {@link #parse} reads it. */
    public static String measured(double bytesPerSecond, double roundTripSeconds) {
        return String.format(
                Locale.ROOT, "%.4fGB/s %.3fms", Math.max(bytesPerSecond / GIGA, LEAST), roundTripSeconds / MILLI);
    }

    /** Reads a link; empty if it is not understood, as for links among cards ({@code NVLink4}). */
    public static Optional<CardLink> parse(String text) {
        String link = text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
        Matcher timed = ROUND_TRIP.matcher(link);
        if (timed.matches()) {
            double seconds =
                    Double.parseDouble(timed.group(2)) * (timed.group(3).equals("M") ? MILLI : MICRO);
            return parse(timed.group(1))
                    .map(l -> new CardLink(l.gbps(), l.reached(), true, OptionalDouble.of(seconds)));
        }
        Matcher rate = RATE.matcher(link);
        if (rate.matches() && Double.parseDouble(rate.group(1)) > 0) {
            return Optional.of(new CardLink(Double.parseDouble(rate.group(1)), true));
        }
        Matcher lanes = LANES.matcher(link);
        if (lanes.matches()) {
            double lane = LANE[Integer.parseInt(lanes.group(1)) - 1];
            return Optional.of(new CardLink(lane * Integer.parseInt(lanes.group(2)), false));
        }
        Matcher network = NETWORK.matcher(link);
        if (network.matches()) {
            double number = network.group(1) == null ? 1 : Double.parseDouble(network.group(1));
            double gbit = network.group(2) == null ? number : number * MEGA;
            return gbit > 0
                    ? Optional.of(new CardLink(gbit * ETHERNET, true, true, OptionalDouble.empty()))
                    : Optional.empty();
        }
        return switch (link.replaceAll("[ -]", "")) {
            case "THUNDERBOLT3", "TB3" -> nominal(THUNDERBOLT_3);
            case "THUNDERBOLT4", "TB4", "USB4" -> nominal(4 * LANE[2]);
            case "THUNDERBOLT5", "TB5", "USB4V2", "OCULINK" -> nominal(4 * LANE[3]);
            default -> link.contains("C2C") ? nominal(CHIP_TO_CHIP) : Optional.empty();
        };
    }

    private static Optional<CardLink> nominal(double gbps) {
        return Optional.of(new CardLink(gbps, false));
    }
}
