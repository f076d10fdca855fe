package dev.llmfit.cli.recommend;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.probe.Machine;

/** Finds the machine that the flags mean. */
final class Machines {
    private Machines() {}

    static Machine of(HardwareFlags flags) {
        return flags.machine();
    }
}
