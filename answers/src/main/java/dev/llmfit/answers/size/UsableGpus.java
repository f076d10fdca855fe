package dev.llmfit.answers.size;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.size.SizeQuestion.Gpus;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;

/** Leaves the devices in a machine that a launch may use. */
final class UsableGpus {
    private UsableGpus() {}

    /**
     * Returns the machine with the GPUs that its driver shows, numbered anew in the order of the list. A number that no GPU has hides
     * those behind it, as in CUDA ({@code CUDA_VISIBLE_DEVICES} in its programming guide).
     */
    static Machine visible(Machine machine, Gpus gpus) {
        if (gpus.visible().isEmpty()) {
            return machine;
        }
        List<Device> shown = new ArrayList<>();
        for (int index : gpus.visible().get()) {
            if (index >= machine.devices().size()) {
                break;
            }
            Device device = machine.devices().get(index);
            String name = device.name().replaceFirst("\\d+$", String.valueOf(shown.size()));
            shown.add(new Device(
                    name,
                    device.description(),
                    device.backend(),
                    device.poolId(),
                    device.installed(),
                    device.capacity(),
                    device.free(),
                    device.databaseId(),
                    device.pciId(),
                    device.bandwidthGbps(),
                    device.architecture(),
                    device.computeCapability(),
                    device.setting()));
        }
        return machine.withDevices(machine.pools(), shown);
    }

    /**
     * Returns the machine with the devices that {@code --device} names, in that order.
     *
     * @throws RefusedException if it has no such device
     */
    static Machine named(Machine machine, Gpus gpus) {
        if (gpus.named().isEmpty()) {
            return machine;
        }
        List<Device> devices = new ArrayList<>();
        for (String name : gpus.named().get()) {
            devices.add(machine.devices().stream()
                    .filter(d -> d.name().equalsIgnoreCase(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> unknown(machine, name)));
        }
        return machine.withDevices(machine.pools(), devices);
    }

    private static RefusedException unknown(Machine machine, String name) {
        List<String> known = machine.devices().stream().map(Device::name).toList();
        return new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION,
                "usage",
                "The machine has no device '" + name + "'.",
                known.isEmpty()
                        ? Hint.of("it has none; leave {0} out", new Change("device", ""))
                        : Hint.plain("it has " + String.join(", ", known))));
    }
}
