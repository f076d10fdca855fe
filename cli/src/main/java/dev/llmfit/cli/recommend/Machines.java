package dev.llmfit.cli.recommend;

import dev.llmfit.cli.CommandException;
import dev.llmfit.cli.ExitCode;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;

/** Finds the machine that the flags mean. */
final class Machines {
    private Machines() {}

    static Machine of(HardwareFlags flags) {
        try {
            HardwareSelector selector = HardwareSelector.parse(
                    flags.hardware(), flags.vram(), flags.ram(), flags.gpus(), flags.bandwidth());
            return MachineResolver.bundled(() -> {
                        throw new HardwareException("this machine cannot be read yet", "name one with --hardware");
                    })
                    .resolve(selector);
        } catch (HardwareException e) {
            throw new CommandException(ExitCode.HARDWARE, "hardware", e.getMessage() + ".", e.hint());
        }
    }
}
