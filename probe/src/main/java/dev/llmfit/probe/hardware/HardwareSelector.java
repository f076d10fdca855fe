package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * Which machine is meant, as the command line says it. Nothing set means the machine that this runs on.
 *
 * @param hardware machine id, database id, words for devices, or file
 * @param vram memory of each GPU
 * @param gpus number of GPUs
 * @param bandwidthGbps memory bandwidth of each GPU (or of the RAM where there is none) in 10^9 bytes per second
 * @param host the machine around the GPUs
 * @param cards how the GPUs are built in and set
 * @param notes what was assumed where a pasted text was read
 */
public record HardwareSelector(
        Optional<String> hardware,
        Optional<Bytes> vram,
        OptionalInt gpus,
        OptionalDouble bandwidthGbps,
        HostWish host,
        CardWish cards,
        List<Warning> notes) {
    public HardwareSelector {
        notes = List.copyOf(notes);
    }

    /** The machine that this runs on. */
    public static final HardwareSelector THIS_MACHINE = new HardwareSelector(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            HostWish.NONE,
            CardWish.NONE,
            List.of());

    /** The most devices that llama.cpp has ({@code llama_max_devices} in {@code src/llama.cpp} of b11434). */
    static final int MOST_GPUS = 16;

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
            throw HardwareException.malformed(
                    Hint.of(
                            "{0} takes a number from 0 to " + MOST_GPUS + ", the most devices that llama.cpp has",
                            new Change("gpus", "")),
                    Hint.NONE);
        }
        HardwareSelector said = new HardwareSelector(
                hardware,
                vram.map(t -> size("vram", t)),
                gpus.isPresent() ? OptionalInt.of(gpus.get()) : OptionalInt.empty(),
                bandwidth.isPresent()
                        ? OptionalDouble.of(Bandwidth.parse("bandwidth", bandwidth.get()))
                        : OptionalDouble.empty(),
                HostWish.parse(ram.map(t -> size("ram", t)), Optional.empty(), Optional.empty(), Optional.empty()),
                CardWish.NONE,
                List.of());
        return hardware.filter(PastedMachine::is)
                .map(text -> said.with(PastedMachine.of(text, HardwareDatabase.bundled())))
                .orElse(said);
    }

    /** Returns the same with the devices of a pasted text, and with what it tells of the host where nothing is said of that. */
    HardwareSelector with(PastedMachine pasted) {
        return new HardwareSelector(
                pasted.hardware(),
                vram.or(pasted::vram),
                gpus,
                bandwidthGbps,
                host.orElse(pasted.host()),
                cards,
                pasted.notes());
    }

    /**
     * Returns the same selector with the values of {@code --ram-bandwidth --cpu --os}.
     *
     * @throws HardwareException if one of them is malformed
     */
    public HardwareSelector around(Optional<String> ramBandwidth, Optional<String> cpu, Optional<String> os) {
        return new HardwareSelector(
                hardware,
                vram,
                gpus,
                bandwidthGbps,
                HostWish.parse(host.ram(), ramBandwidth, cpu.or(host::cpu), os.or(host::os)),
                cards,
                notes);
    }

    /**
     * Returns the same selector with the values of {@code --link --power}.
     *
     * @throws HardwareException if one of them is malformed
     */
    public HardwareSelector set(Optional<String> link, Optional<String> power) {
        return new HardwareSelector(hardware, vram, gpus, bandwidthGbps, host, CardWish.parse(link, power), notes);
    }

    /** Returns a selector for this id, these words or this file. */
    public static HardwareSelector named(String hardware) {
        return new HardwareSelector(
                Optional.of(hardware),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                HostWish.NONE,
                CardWish.NONE,
                List.of());
    }

    /**
     * Returns whether a machine is meant that need not exist. Then nothing of the machine that this runs on enters: neither what is
     * free on it nor its processor.
     */
    public boolean simulated() {
        return hardware.isPresent()
                || vram.isPresent()
                || host.ram().isPresent()
                || host.cpu().isPresent()
                || host.os().isPresent();
    }

    /** Returns the fields of a question that means this machine, with their values. */
    public SequencedMap<String, String> fields() {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        hardware.ifPresent(name -> fields.put("hardware", name));
        vram.ifPresent(size -> fields.put("vram", written(size)));
        host.ram().ifPresent(size -> fields.put("ram", written(size)));
        gpus.ifPresent(n -> fields.put("gpus", Integer.toString(n)));
        bandwidthGbps.ifPresent(gbps -> fields.put("bandwidth", number(gbps) + "GB/s"));
        host.speed().ifPresent(speed -> fields.put("ram_bandwidth", speed.written()));
        host.cpu().ifPresent(cpu -> fields.put("cpu", cpu));
        host.os().ifPresent(os -> fields.put("os", os));
        cards.writtenLinks().ifPresent(links -> fields.put("link", links));
        cards.writtenPower().ifPresent(power -> fields.put("power", power));
        return fields;
    }

    private static String written(Bytes size) {
        return size.count() % (1L << 30) == 0 ? (size.count() >> 30) + "GiB" : (size.count() >> 20) + "MiB";
    }

    /** Returns a number without a fraction that says nothing. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static Bytes size(String field, String text) {
        try {
            Bytes bytes = Bytes.parse(text);
            if (bytes.count() < (1L << 20)) {
                throw HardwareException.malformed(
                        Hint.of("{0} is less than 1 MiB", new Change(field, text)), Hint.plain("write it as 24GiB"));
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw HardwareException.malformed(Hint.of("{0}: " + e.getMessage(), new Change(field, "")), Hint.NONE);
        }
    }
}
