package dev.llmfit.probe.kubernetes;

import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.Optional;

/**
 * A node of a cluster.
 *
 * @param name its name
 * @param machine what it is, as its labels and sizes tell; empty of a node that is left out
 * @param note what was taken, or why it is left out, one sentence; empty if there is nothing to say
 */
public record ClusterNode(String name, Optional<HardwareSelector> machine, Optional<String> note) {}
