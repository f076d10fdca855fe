package dev.llmfit.answers.matrix;

import dev.llmfit.answers.matrix.ModelChecks.Outcome;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.ModelExpectation;
import dev.llmfit.probe.hardware.ModelExpectation.FixedLaunch;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Optional;

/** Sizes and times a launch of which a matrix fixes more than the context: nothing else is tried in its place. */
final class FixedLaunchCheck {
    /** Tokens of each user where none are asked for, as everywhere else in the program. */
    private static final int USUAL_CTX = 8192;

    private final Machine machine;
    private final Engines engines;

    FixedLaunchCheck(Machine machine, Engines engines) {
        this.machine = machine;
        this.engines = engines;
    }

    /** Returns whether more is fixed than a search for the best launch can keep. */
    static boolean isFixed(FixedLaunch launch) {
        boolean likeCaches = launch.typeK().equals(launch.typeV());
        return launch.nGpuLayers().isPresent() || launch.nUbatch().isPresent() || !likeCaches;
    }

    Outcome of(ModelOffer offer, Optional<String> fileType, ModelExpectation expected) {
        String type = fileType.orElseGet(offer::usualType);
        Model model = offer.model(type);
        Budgets budgets = engines.learned(Budgets.of(machine, Budgets.DEFAULT_MARGIN), machine, model);
        Sizer sizer = new Sizer(engines.memory(), model, budgets.memory(), engines.build());
        LaunchOptions options = options(expected);
        if (expected.launch().nGpuLayers().isEmpty()) {
            options = options.withNGpuLayers(mostLayers(sizer, budgets, options));
        }
        Optional<Estimate> sized = sizer.size(options).filter(budgets::fits);
        return sized.isEmpty() ? Outcome.NO_FIT : outcome(model, options, sized.get());
    }

    private static LaunchOptions options(ModelExpectation expected) {
        FixedLaunch launch = expected.launch();
        int users = expected.users().orElse(1);
        int ubatch = launch.nUbatch().orElse(LaunchOptions.defaults().nUbatch());
        return LaunchOptions.defaults()
                .withNCtx(Math.multiplyExact(expected.ctx().orElse(USUAL_CTX), users))
                .withNParallel(users)
                .withNOutputsMax(users)
                .withNUbatch(ubatch)
                .withNBatch(Math.max(ubatch, LaunchOptions.defaults().nBatch()))
                .withTypeK(cache(launch.typeK()))
                .withTypeV(cache(launch.typeV()))
                .withNGpuLayers(launch.nGpuLayers().orElse(0));
    }

    private static GgmlType cache(Optional<String> type) {
        return type.map(LaunchWish::cacheType).orElse(GgmlType.F16);
    }

    /** Memory of the devices grows with the layers on them, so the most that fit are found by halving. */
    private static int mostLayers(Sizer sizer, Budgets budgets, LaunchOptions options) {
        int fits = 0;
        int beyond = sizer.size(options).map(e -> e.layerDevice().size() + 1).orElse(1);
        while (fits + 1 < beyond) {
            int half = (fits + beyond) / 2;
            boolean held = sizer.size(options.withNGpuLayers(half))
                    .filter(budgets::devicesFit)
                    .isPresent();
            fits = held ? half : fits;
            beyond = held ? beyond : half;
        }
        return fits;
    }

    private Outcome outcome(Model model, LaunchOptions options, Estimate sized) {
        List<Integer> layers = sized.layerDevice();
        long onDevices = layers.stream().filter(device -> device >= 0).count();
        Verdict verdict =
                onDevices == 0 ? Verdict.CPU : onDevices == layers.size() ? Verdict.FULL_GPU : Verdict.PARTIAL_GPU;
        int each = sized.nCtx() / options.nParallel();
        double speed = options.nParallel() > 1
                ? engines.speed()
                        .serving(model, machine, options, layers, each / 2)
                        .mid()
                : engines.speed().generation(model, machine, options, layers);
        return new Outcome(verdict, each, speed);
    }
}
