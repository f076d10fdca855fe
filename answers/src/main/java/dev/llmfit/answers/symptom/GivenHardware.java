package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Optional;

/** The machine that a person names beside a log: what is free there, where the log does not tell, and what it should write. */
final class GivenHardware {
    private final Optional<Machine> machine;
    private final RunLog log;

    GivenHardware(Optional<Machine> machine, RunLog log) {
        this.machine = machine;
        this.log = log;
    }

    /** Returns what is free on a device of the log: what the log says, else the device of the machine with its number. */
    Optional<Bytes> free(String device) {
        return log.memory().free(device).or(() -> machine.flatMap(m -> free(m, device)));
    }

    private static Optional<Bytes> free(Machine machine, String device) {
        if (device.equals(LoggedFailure.HOST)) {
            return Optional.of(machine.hostPool().free());
        }
        List<Device> devices = machine.devices();
        String digits = device.replaceAll("[^0-9]", "");
        int index = digits.isEmpty() || digits.length() > 3 ? 0 : Integer.parseInt(digits);
        return index < devices.size() ? Optional.of(devices.get(index).free()) : Optional.empty();
    }

    /**
     * Returns a word about a machine that was named and that no figure of the answer is of.
     *
     * @param need what is short, if memory is
     * @param compared whether its speed was told
     */
    Optional<Sign> unused(Optional<Need> need, boolean compared) {
        if (machine.isEmpty() || compared) {
            return Optional.empty();
        }
        String why;
        if (need.isEmpty() && log.generation().isPresent()) {
            why = "its model is not known, so no speed can be compared";
        } else if (need.isEmpty()) {
            why = "nothing in it is a matter of memory or speed that can be compared";
        } else if (log.memory().free(need.get().device()).isPresent()) {
            why = "it says itself what was free on " + need.get().device();
        } else if (need.get().free().isEmpty()) {
            why = "that machine has no device like its " + need.get().device();
        } else if (need.get().missing().isEmpty()) {
            why = "it does not say how much was asked for";
        } else {
            return Optional.empty();
        }
        return Optional.of(new Sign(
                "hardware/not-used", "The machine that you name is not used for this log: " + why + ".", Hint.NONE));
    }
}
