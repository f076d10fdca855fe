package dev.llmfit.recommend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries every launch of a space: file type, context, cache type, physical batch, layers on the devices, layers' experts on the host, and
 * every way to split the layers over the devices.
 */
final class Exhaustive {
    private static final int SMALLEST_CTX = 2048;

    private final ModelOffer model;
    private final Machine machine;
    private final Situation situation;
    private final List<GgmlType> caches;
    private final Engines engines;
    private final ModelProfile profile;
    private final ScoredLaunch scores;
    private String winner = "nothing";
    private Optional<Score> first = Optional.empty();

    Exhaustive(ModelOffer model, Machine machine, Situation situation, List<GgmlType> caches, Engines engines) {
        this.model = model;
        this.machine = machine;
        this.situation = situation;
        this.caches = caches;
        this.engines = engines;
        this.profile = ModelProfile.of(model.shape());
        this.scores = new ScoredLaunch(model, machine, situation, engines);
    }

    /** Returns the best launch, for messages. */
    String winner() {
        return winner;
    }

    /** Returns the best score of all; empty if nothing fits. */
    Optional<Score> best() {
        Optional<Score> best = Optional.empty();
        for (String fileType : model.fileTypes()) {
            for (int ctx : contexts()) {
                for (GgmlType cache : caches) {
                    Optional<Score> usual = best(fileType, ctx, cache, BatchMode.USUAL);
                    Optional<Score> small = best(fileType, ctx, cache, BatchMode.SMALL);
                    best = better(better(best, usual), small);
                    best = better(best, best(fileType, ctx, cache, BatchMode.LARGE));
                    best = better(best, best(fileType, ctx, cache, BatchMode.LARGEST));
                    // GPUs are left alone only if not even their share of a launch on the host fits them.
                    best = usual.isPresent() ? best : better(best, best(fileType, ctx, cache, BatchMode.HOST));
                    best = small.isPresent() ? best : better(best, best(fileType, ctx, cache, BatchMode.SMALL_HOST));
                }
            }
        }
        return best;
    }

    private List<Integer> contexts() {
        int trained = profile.hyper().nCtxTrain();
        int ctx = situation.objective().ctx();
        boolean fixed = situation.objective().ctxFixed();
        List<Integer> contexts = new ArrayList<>(List.of(fixed || trained <= 0 ? ctx : Math.min(ctx, trained)));
        for (int half = contexts.getFirst(); !fixed && half / 2 >= SMALLEST_CTX; half /= 2) {
            contexts.add(half / 4 * 3);
            contexts.add(half / 2);
        }
        return contexts;
    }

    private Optional<Score> best(String fileType, int ctx, GgmlType cache, BatchMode batch) {
        Optional<Score> best = Optional.empty();
        int all = profile.layers() + 1;
        for (int ngl = 0; ngl <= (machine.devices().isEmpty() ? 0 : all); ngl++) {
            for (int moe = 0; moe <= (profile.moe() && ngl > 0 ? profile.layers() : 0); moe++) {
                if (batch.opOffload() || ngl == 0) {
                    LaunchOptions options = LaunchOptions.defaults()
                            .withNCtx(ctx)
                            .withNUbatch(batch.ubatch())
                            .withNBatch(Math.max(batch.ubatch(), 2048))
                            .withOpOffload(batch.opOffload())
                            .withNOutputsMax(1)
                            .withNGpuLayers(ngl)
                            .withNCpuMoe(moe)
                            .withTypeK(cache)
                            .withTypeV(cache);
                    for (List<Double> split : splits(ngl)) {
                        best = better(best, score(fileType, options.withTensorSplit(split)));
                    }
                    for (int d = 0;
                            d < machine.devices().size() && machine.devices().size() > 1 && ngl > 0;
                            d++) {
                        LaunchOptions alone =
                                options.withSplitMode(SplitMode.NONE).withMainGpu(d);
                        best = better(best, score(fileType, alone));
                    }
                }
            }
        }
        return best;
    }

    private List<List<Double>> splits(int ngl) {
        List<List<Double>> splits = new ArrayList<>(List.of(List.of()));
        int devices = machine.devices().size();
        if (devices > 1 && ngl > 0) {
            split(ngl, devices, List.of(), splits);
        }
        return splits;
    }

    private static void split(int layers, int devices, List<Double> before, List<List<Double>> splits) {
        for (int n = devices == 1 ? layers : 0; n <= layers; n++) {
            List<Double> with = new ArrayList<>(before);
            with.add((double) n);
            if (devices == 1) {
                splits.add(with);
            } else {
                split(layers - n, devices - 1, with, splits);
            }
        }
    }

    private static Optional<Score> better(Optional<Score> a, Optional<Score> b) {
        return a.isEmpty() || (b.isPresent() && b.get().compareTo(a.get()) > 0) ? b : a;
    }

    private Optional<Score> score(String fileType, LaunchOptions options) {
        Estimate e;
        try {
            e = engines.memory()
                    .estimate(model.model(fileType), situation.budgets().memory(), options, engines.build());
        } catch (LaunchRefusedException refused) {
            return Optional.empty(); // llama.cpp would not start it
        }
        if (!situation.budgets().fits(e)) {
            return Optional.empty();
        }
        Score score = scores.of(fileType, options, e, caches.getFirst());
        if (first.isEmpty() || score.compareTo(first.get()) > 0) {
            first = Optional.of(score);
            winner = fileType + " " + options;
        }
        return Optional.of(score);
    }
}
