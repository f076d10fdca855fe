package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.LayerPlacement;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.placement.ExpertPlacement;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.speed.SpeedForecast;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.TurnPace;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pace that launches of one model can have at most, and the pace of those that are sized. */
final class PaceBounds {
    /**
     * Room for what the formula may give several devices on reading caches ({@code kv.multi}, which is fitted and
     * below 1 today): a bound must not be too low. Judgement.
     */
    private static final double SHARED_OPTIMISM = 1.02;

    /** A quantized cache or another context changes a prompt's speed by less; judgement. */
    private static final double PROMPT_OPTIMISM = 1.05;

    private final ModelOffer offer;
    private final ModelProfile profile;
    private final Machine machine;
    private final LaunchSpace space;
    private final SpeedForecast speeds;
    private final Map<String, Pace> paces = new HashMap<>();
    private final Map<String, WeightMap> weights = new HashMap<>();
    private final Map<String, Integer> fastest = new HashMap<>();
    private final Map<Prompted, Double> prompts = new HashMap<>();

    /** What the speed of a prompt depends on, of launches whose layers lie on one device and the host. */
    private record Prompted(String fileType, int layers, int onHost, int ubatch, boolean opOffload) {}

    PaceBounds(ModelOffer offer, ModelProfile profile, Machine machine, LaunchSpace space, SpeedForecast speeds) {
        this.offer = offer;
        this.profile = profile;
        this.machine = machine;
        this.space = space;
        this.speeds = speeds;
    }

    Pace pace(String fileType) {
        return paces.computeIfAbsent(
                fileType,
                t -> new Pace(speeds, offer.model(t), machine, space.objective().wanted()));
    }

    WeightMap weights(String fileType) {
        return weights.computeIfAbsent(fileType, t -> WeightMap.of(offer.model(t), profile.hyper()));
    }

    /** Returns the device on which the model would run fastest: no placement is faster than one that uses only it. */
    int fastest(String fileType) {
        return fastest.computeIfAbsent(fileType, t -> {
            int all = weights(t).layers() + 1;
            LaunchOptions options = space.base(
                            space.objective().ctx(), space.cacheTypes().getFirst(), BatchMode.USUAL)
                    .withNGpuLayers(all);
            int best = 0;
            double most = 0;
            for (int d = 0; d < machine.devices().size() && machine.devices().size() > 1; d++) {
                double tg = pace(t).bound(options, Collections.nCopies(all, d));
                best = tg > most ? d : best;
                most = Math.max(tg, most);
            }
            return best;
        });
    }

    /**
     * Returns the pace of a launch with its last layers on the fastest device.
     *
     * @param batch its physical batch; the usual one stands for the larger ones that are tried after it
     * @param base the launch without a placement
     * @param offloaded layers on the device
     */
    TurnPace layers(String fileType, BatchMode batch, LaunchOptions base, int offloaded) {
        int all = weights(fileType).layers() + 1;
        LaunchOptions options = base.withNGpuLayers(offloaded);
        double tg = optimistic(pace(fileType).bound(options, where(all, offloaded, fastest(fileType))));
        int ubatch = offloaded == 0 || offloaded == all ? base.nUbatch() : most(batch);
        return TurnPace.atMost(tg, prompt(new Prompted(fileType, offloaded, 0, ubatch, base.opOffload())));
    }

    /**
     * Returns the pace of a mixture of experts with some of them on the host.
     *
     * @param batch its physical batch, as for {@link #layers}
     * @param whole whether all layers are on the devices; else the mix is the fastest of many, but need not read prompts fastest
     */
    TurnPace experts(String fileType, BatchMode batch, ExpertPlacement.Mix mix, boolean whole) {
        int all = weights(fileType).layers() + 1;
        int onHost = whole ? mix.onHost() : 0;
        double pp = prompt(new Prompted(fileType, whole ? mix.layers() : all, onHost, most(batch), true));
        return TurnPace.atMost(optimistic(mix.speed()), pp);
    }

    private static int most(BatchMode batch) {
        return (batch == BatchMode.USUAL ? BatchMode.LARGEST : batch).ubatch();
    }

    /** Returns the pace of a launch that is sized. */
    TurnPace sized(String fileType, LayerPlacement placed, Speed alone) {
        Pace pace = pace(fileType);
        double tg = pace.counted(placed);
        return new TurnPace(
                tg,
                Math.min(tg, pace.low(placed, alone)),
                pace.prompt(placed.options(), placed.estimate().layerDevice()));
    }

    /** Returns the best prompt speed with the layers on any device; several devices may read parts of a prompt at the same time. */
    private double prompt(Prompted p) {
        return prompts.computeIfAbsent(p, key -> {
            int all = weights(key.fileType()).layers() + 1;
            GgmlType cache = space.cacheTypes().getFirst();
            LaunchOptions options = space.base(space.objective().ctx(), cache, BatchMode.USUAL)
                    .withNUbatch(key.ubatch())
                    .withNBatch(Math.max(key.ubatch(), LaunchOptions.defaults().nBatch()))
                    .withOpOffload(key.opOffload())
                    .withNGpuLayers(key.layers())
                    .withNCpuMoe(key.onHost());
            int devices = key.layers() == 0 ? 1 : Math.max(1, machine.devices().size());
            double best = 0;
            for (int d = 0; d < devices; d++) {
                best = Math.max(best, pace(key.fileType()).prompt(options, where(all, key.layers(), d)));
            }
            return best * devices * PROMPT_OPTIMISM;
        });
    }

    private static List<Integer> where(int all, int offloaded, int device) {
        List<Integer> where = new ArrayList<>(Collections.nCopies(all - offloaded, -1));
        where.addAll(Collections.nCopies(offloaded, offloaded > 0 ? device : -1));
        return where;
    }

    /**
     * A model that several devices share is taken to run a little faster than on the fastest alone, so that the bound
     * holds.
     */
    private double optimistic(double tg) {
        return machine.devices().size() > 1 ? tg * SHARED_OPTIMISM : tg;
    }
}
