package dev.llmfit.recommend;

import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The two-term formula: bytes read over effective bandwidth, and a fixed time per layer. */
public final class TwoTermSpeed implements SpeedModel {
    private final Map<Model, WeightMap> maps = new IdentityHashMap<>();

    @Override
    public Speed speed(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        WeightMap map = maps.computeIfAbsent(model, m -> WeightMap.of(m, HyperParameters.of(m)));
        double seconds = 0;
        for (int il = 0; il < layerDevice.size(); il++) {
            int device = layerDevice.get(il);
            double experts =
                    il < options.nCpuMoe() && device >= 0 ? Math.min(map.active(il), map.experts(il)) * 0.5 : 0;
            seconds += (map.active(il) - experts) / bandwidth(machine, device) + perLayer(machine, device);
            seconds += experts / bandwidth(machine, -1);
        }
        double tg = 1 / seconds;
        double pp = tg * 15;
        return new Speed(range(tg, 0.15), range(pp, 0.35), "model");
    }

    private static Speed.Range range(double mid, double share) {
        return new Speed.Range(mid * (1 - share), mid, mid * (1 + share));
    }

    private static double perLayer(Machine machine, int device) {
        return device < 0 || machine.devices().get(device).backend() == Backend.CPU ? 5e-6 : 60e-6;
    }

    private static double bandwidth(Machine machine, int device) {
        if (device < 0) {
            double nominal = machine.hostPool().bandwidthGbps().orElse(20.0) * 0.65;
            return machine.hostPool().measuredGbps().map(m -> m * 0.9).orElse(nominal) * 1e9;
        }
        Device d = machine.devices().get(device);
        return d.bandwidthGbps().orElse(200.0) * 1e9 * 0.8;
    }
}
