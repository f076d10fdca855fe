package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Machine;
import java.util.List;

/** Kinds of processors that read memory and calculate unlike one another; constants may have a value for each. */
public enum ProcessorKind {
    /** Desktops and laptops: two channels, high clocks. */
    DESKTOP(""),
    /** Many channels and cores. Virtual machines tell no more than such a name. */
    SERVER(".server"),
    /** Its cores reach a part of the memory's bandwidth, the rest is the GPU's. */
    APPLE(".apple"),
    /** Boards and mini computers with small cores. */
    BOARD(".board");

    private static final List<String> SERVERS =
            List.of("EPYC", "Xeon", "Threadripper", "Graviton", "Neoverse", "Ampere", "Grace");
    private static final List<String> SMALL =
            List.of("Raspberry", "Rockchip", "BCM2", "Cortex-A7", "Cortex-A5", "(R) N", "Intel N", "Celeron", "Atom");

    private final String suffix;

    ProcessorKind(String suffix) {
        this.suffix = suffix;
    }

    /** Returns the kind of a machine's processor, by its name. */
    static ProcessorKind of(Machine machine) {
        String name = machine.cpu().name();
        if (SERVERS.stream().anyMatch(name::contains)) {
            return SERVER;
        }
        if (name.contains("Apple")) {
            return APPLE;
        }
        return SMALL.stream().anyMatch(name::contains) ? BOARD : DESKTOP;
    }

    /** Returns a constant of this kind, or the one of all kinds where it has none. */
    double constant(SpeedConstants constants, String name) {
        double own = constants.extra(name + suffix);
        return own > 0 ? own : constants.get(name);
    }
}
