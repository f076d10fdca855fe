package dev.llmfit.recommend.speed;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;

/**
 * Speed of one file on one machine, by placement.
 *
 * @param speeds answers
 * @param model the file
 * @param machine the machine
 */
public record Pace(SpeedForecast speeds, Model model, Machine machine) {
    /** Returns generated tokens per second. */
    public double tg(LaunchOptions options, List<Integer> layerDevice) {
        return speeds.generation(model, machine, options, layerDevice);
    }

    /** Returns what each layer costs on each device. */
    public StepShares shares(LaunchOptions options, int layers) {
        return speeds.shares(model, machine, options, layers);
    }
}
