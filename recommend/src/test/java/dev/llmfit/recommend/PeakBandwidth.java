package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.speed.SpeedForecast;
import dev.llmfit.recommend.speed.StepShares;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.Span;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.sizing.speed.TurnTime;
import java.util.List;
import java.util.Optional;

/** Speed at the peak bandwidth of the memory that each layer lies in; experts on the host are read from there. */
public final class PeakBandwidth implements SpeedForecast {
    private final WeightMaps maps = new WeightMaps();

    @Override
    public Speed speed(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        WeightMap map = maps.of(model);
        double seconds = 1e-5;
        for (int il = 0; il < layerDevice.size(); il++) {
            int device = layerDevice.get(il);
            double experts = il < options.nCpuMoe() && device >= 0 ? map.experts(il) * 0.25 : 0;
            seconds += (map.active(il) - Math.min(experts, (double) map.active(il))) / bandwidth(machine, device);
            seconds += experts / bandwidth(machine, -1);
        }
        double tg = 1 / seconds;
        Speed.Range range = new Speed.Range(tg * 0.9, tg, tg * 1.1);
        return new Speed(range, range, "model");
    }

    @Override
    public StepShares shares(Model model, Machine machine, LaunchOptions options, int layers) {
        WeightMap map = maps.of(model);
        double[][] seconds = new double[machine.devices().size()][layers];
        for (int d = 0; d < seconds.length; d++) {
            for (int il = 0; il < layers; il++) {
                double experts = il < options.nCpuMoe() ? Math.min(map.experts(il) * 0.25, (double) map.active(il)) : 0;
                seconds[d][il] = (map.active(il) - experts) / bandwidth(machine, d);
            }
        }
        return new StepShares(seconds, 0);
    }

    @Override
    public Speed.Range serving(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth) {
        double tg = generation(model, machine, options, layerDevice) / (1 + 0.02 * options.nParallel() + depth * 1e-6);
        return new Speed.Range(tg * 0.9, tg, tg * 1.1);
    }

    @Override
    public Speed.Range prompt(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int tokens) {
        return speed(model, machine, options, layerDevice).pp();
    }

    @Override
    public TurnTime turn(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, Turn turn) {
        Speed speed = speed(model, machine, options, layerDevice);
        double first = turn.prompt() / speed.pp().mid();
        double whole = turn.seconds(speed.pp().mid(), speed.tg().mid());
        return new TurnTime(turn, new Span(first, first, first), new Span(whole, whole, whole));
    }

    @Override
    public Optional<Energy> energy(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        return Optional.empty();
    }

    private static double bandwidth(Machine machine, int device) {
        return 1e9
                * (device < 0
                        ? machine.hostPool().bandwidthGbps().orElseThrow()
                        : machine.devices().get(device).bandwidthGbps().orElseThrow());
    }
}
