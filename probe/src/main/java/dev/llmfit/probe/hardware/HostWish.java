package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.LowerCase;
import dev.llmfit.units.NextStep.Change;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is said of the machine around the devices.
 *
 * @param ram system memory
 * @param speed how fast it is
 * @param cpu processor or memory system, as words or an id of the hardware database, or a number of cores
 * @param os {@code linux}, {@code windows} or {@code macos}
 */
public record HostWish(Optional<Bytes> ram, Optional<MemorySpeed> speed, Optional<String> cpu, Optional<String> os) {
    /** Nothing is said. */
    public static final HostWish NONE =
            new HostWish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final List<String> SYSTEMS = List.of("linux", "windows", "macos");

    /**
     * Reads what is said.
     *
     * @throws HardwareException if a value is malformed
     */
    static HostWish parse(
            Optional<Bytes> ram, Optional<String> ramBandwidth, Optional<String> cpu, Optional<String> os) {
        return new HostWish(
                ram, ramBandwidth.map(t -> MemorySpeed.parse("ram_bandwidth", t)), cpu, os.map(HostWish::system));
    }

    /** Returns the same with a processor. */
    HostWish withCpu(String name) {
        return new HostWish(ram, speed, Optional.of(name), os);
    }

    /** Returns the same with a number of cores, where there is one. */
    HostWish withCores(OptionalInt cores) {
        return cores.isPresent() ? withCpu(Integer.toString(cores.getAsInt())) : this;
    }

    /** Returns this, and what another says where this says nothing. */
    HostWish orElse(HostWish other) {
        return new HostWish(ram.or(other::ram), speed.or(other::speed), cpu.or(other::cpu), os.or(other::os));
    }

    private static String system(String text) {
        String os = LowerCase.of(text.strip());
        if (!SYSTEMS.contains(os)) {
            throw HardwareException.malformed(
                    Hint.of("{0} is no system that is known", new Change("os", text)),
                    Hint.plain("it is one of " + String.join(", ", SYSTEMS)));
        }
        return os;
    }
}
