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

    /** Returns the speed of one answer alone on an empty context. */
    public Speed speed(LaunchOptions options, List<Integer> layerDevice) {
        return speeds.speed(model, machine, options, layerDevice);
    }

    /**
     * Returns the generated tokens per second that count: of each slot while all generate, each with half of its context filled, or of
     * one slot alone.
     */
    public double counted(LaunchOptions options, List<Integer> layerDevice, Speed alone) {
        return options.nParallel() > 1
                ? speeds.serving(model, machine, options, layerDevice, half(options))
                        .mid()
                : alone.tg().mid();
    }

    /** Returns what no launch with layers on these devices or slower ones gives each slot, tok/s. */
    public double bound(LaunchOptions options, List<Integer> layerDevice) {
        return options.nParallel() > 1
                ? speeds.servingBound(model, machine, options, layerDevice, half(options))
                : tg(options, layerDevice);
    }

    private static int half(LaunchOptions options) {
        return options.nCtx() / options.nParallel() / 2;
    }

    /** Returns what each layer costs on each device. */
    public StepShares shares(LaunchOptions options, int layers) {
        return speeds.shares(model, machine, options, layers);
    }
}
