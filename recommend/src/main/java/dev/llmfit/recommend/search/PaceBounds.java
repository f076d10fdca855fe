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

    /** The low end of a range is about the same share of its middle for all placements of a kind; judgement. */
    private static final double LOW_OPTIMISM = 1.05;

    private final ModelOffer offer;
    private final ModelProfile profile;
    private final Machine machine;
    private final LaunchSpace space;
    private final SpeedForecast speeds;
    private final List<Integer> unlike;
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
        this.unlike = speeds.unlike(machine);
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
            for (int d : unlike.size() > 1 ? unlike : List.<Integer>of()) {
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
        double pp = prompt(new Prompted(fileType, offloaded, 0, ubatch, base.opOffload()));
        return pace(tg, pp, fileType, options, offloaded);
    }

    /** Returns a pace with the low end that the range of such a launch has, where the wish asks for a speed that it must reach. */
    private TurnPace pace(double tg, double pp, String fileType, LaunchOptions options, int offloaded) {
        if (space.objective().turn().askedTps() == 0) {
            return TurnPace.atMost(tg, pp);
        }
        int all = weights(fileType).layers() + 1;
        double share = 0;
        for (int d : offloaded == 0 || unlike.isEmpty() ? List.of(0) : unlike) {
            Speed.Range range =
                    pace(fileType).speed(options, where(all, offloaded, d)).tg();
            share = Math.max(share, range.mid() > 0 ? range.low() / range.mid() : 1);
        }
        return new TurnPace(tg, tg * Math.min(1, share * LOW_OPTIMISM), pp);
    }

    /**
     * Returns the pace of a mixture of experts with some of them on the host.
     *
     * @param batch its physical batch, as for {@link #layers}
     * @param mix the placement that generates fastest
     * @param onHost layers whose experts are on the host in any placement: what reads prompts fastest may be another one
     */
    TurnPace experts(String fileType, BatchMode batch, ExpertPlacement.Mix mix, int onHost) {
        int all = weights(fileType).layers() + 1;
        double pp = prompt(new Prompted(fileType, all, onHost, most(batch), true));
        LaunchOptions options = space.base(
                        space.objective().ctx(), space.cacheTypes().getFirst(), BatchMode.USUAL)
                .withNGpuLayers(mix.layers())
                .withNCpuMoe(mix.onHost());
        return pace(optimistic(mix.speed()), pp, fileType, options, mix.layers());
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
            for (int d : key.layers() == 0 || unlike.isEmpty() ? List.of(0) : unlike) {
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
