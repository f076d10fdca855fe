package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import java.util.Comparator;
import java.util.List;

/** The types of machines that can be rented and are known by name. */
public final class RentedMachines {
    private RentedMachines() {}

    /**
     * A type.
     *
     * @param name its name
     * @param devices its GPUs, in the words of a selector
     * @param ram its memory
     * @param cores physical cores
     */
    public record Rented(String name, String devices, Bytes ram, int cores) {}

    /** Returns all of them, by name. */
    public static List<Rented> all() {
        return CloudInstance.all().stream()
                .map(c -> new Rented(c.name(), c.devices(), c.ram(), c.cores()))
                .sorted(Comparator.comparing(Rented::name))
                .toList();
    }
}
