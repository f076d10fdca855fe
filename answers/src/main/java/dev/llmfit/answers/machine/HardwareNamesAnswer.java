package dev.llmfit.answers.machine;

import dev.llmfit.answers.Answer;
import java.util.List;

/**
 * Names of hardware.
 *
 * @param machines ids of machines
 * @param devices ids of devices
 */
public record HardwareNamesAnswer(List<String> machines, List<String> devices) implements Answer {
    public HardwareNamesAnswer {
        machines = List.copyOf(machines);
        devices = List.copyOf(devices);
    }
}
