package dev.llmfit.probe.hardware;

import dev.llmfit.probe.facts.MachineFacts;
import java.util.Optional;

/**
 * A machine as a YAML file describes it.
 *
 * @param facts what the machine is
 * @param expectation what the file says must come out
 */
public record MachineProfile(MachineFacts facts, Optional<Expectation> expectation) {}
