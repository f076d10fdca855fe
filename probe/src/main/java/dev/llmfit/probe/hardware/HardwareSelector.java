package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which machine is meant, as the command line says it. Nothing set means the machine that this runs on.
 *
 * @param hardware machine id, database id or file
 * @param vram memory of each GPU
 * @param ram system memory
 * @param gpus number of GPUs
 * @param bandwidthGbps memory bandwidth of each GPU (or of the RAM where there is none) in 10^9 bytes per second
 */
public record HardwareSelector(
        Optional<String> hardware,
        Optional<Bytes> vram,
        Optional<Bytes> ram,
        OptionalInt gpus,
        OptionalDouble bandwidthGbps) {

    /** The machine that this runs on. */
    public static final HardwareSelector THIS_MACHINE = new HardwareSelector(
            Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalDouble.empty());

    /** More than any machine has; keeps a slip of the finger from a machine of millions; judgement. */
    private static final int MOST_GPUS = 256;

    /**
     * Parses the values of {@code --hardware --vram --ram --gpus --bandwidth}.
     *
     * @throws HardwareException if one of them is malformed
     */
    public static HardwareSelector parse(
            Optional<String> hardware,
            Optional<String> vram,
            Optional<String> ram,
            Optional<Integer> gpus,
            Optional<String> bandwidth) {
        if (gpus.filter(n -> n < 0 || n > MOST_GPUS).isPresent()) {
            throw new HardwareException(
                    Hint.of("{0} takes a number from 0 to " + MOST_GPUS, new Change("gpus", "")), Hint.NONE);
        }
        return new HardwareSelector(
                hardware,
                vram.map(t -> size("vram", t)),
                ram.map(t -> size("ram", t)),
                gpus.isPresent() ? OptionalInt.of(gpus.get()) : OptionalInt.empty(),
                bandwidth.isPresent() ? OptionalDouble.of(bandwidth(bandwidth.get())) : OptionalDouble.empty());
    }

    /** Returns a selector for this id or file. */
    public static HardwareSelector named(String hardware) {
        return new HardwareSelector(
                Optional.of(hardware), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalDouble.empty());
    }

    private static Bytes size(String field, String text) {
        try {
            Bytes bytes = Bytes.parse(text);
            if (bytes.count() < (1L << 20)) {
                throw new HardwareException(
                        Hint.of("{0} is less than 1 MiB", new Change(field, text)), Hint.plain("write it as 24GiB"));
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new HardwareException(Hint.of("{0}: " + e.getMessage(), new Change(field, "")), Hint.NONE);
        }
    }

    private static double bandwidth(String text) {
        String number = text.strip().toUpperCase(Locale.ROOT);
        double factor = 1;
        for (String unit : new String[] {"GB/S", "GBPS", "TB/S", "TBPS"}) {
            if (number.endsWith(unit)) {
                factor = unit.startsWith("T") ? 1000 : 1;
                number = number.substring(0, number.length() - unit.length()).strip();
                break;
            }
        }
        try {
            double value = Double.parseDouble(number) * factor;
            if (Double.isFinite(value) && value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the same sentence as a number that makes no sense
        }
        throw new HardwareException(
                Hint.of("{0} is no bandwidth", new Change("bandwidth", text)), Hint.plain("write it as 936GB/s"));
    }
}
