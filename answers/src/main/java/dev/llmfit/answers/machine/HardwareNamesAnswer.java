package dev.llmfit.answers.machine;

import dev.llmfit.answers.Answer;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.RentedMachines.Rented;
import java.util.List;
import java.util.Optional;

/**
 * Names of hardware, each list in the order of its names.
 *
 * @param query what was asked for
 * @param machines ids of machines
 * @param rented types of machines that can be rented
 * @param devices devices
 */
public record HardwareNamesAnswer(String query, List<String> machines, List<Rented> rented, List<Named> devices)
        implements Answer {
    public HardwareNamesAnswer {
        machines = List.copyOf(machines);
        rented = List.copyOf(rented);
        devices = List.copyOf(devices);
    }

    /**
     * A device.
     *
     * @param entry its row
     * @param price what one costs
     */
    public record Named(HardwareEntry entry, Optional<DevicePrice> price) {}

    /** Returns whether nothing has such a name. */
    boolean isEmpty() {
        return machines.isEmpty() && rented.isEmpty() && devices.isEmpty();
    }
}
