package dev.llmfit.recommend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.TurnPace;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;

/** The score of any launch of one slot, asked of the objective without a search. */
final class ScoredLaunch {
    /** What a smaller physical batch costs, as in the search. */
    private static final double SMALL_BATCH = 0.02;

    private final ModelOffer model;
    private final Machine machine;
    private final Situation situation;
    private final Engines engines;
    private final ModelProfile profile;
    private final ModelQuality answers;

    ScoredLaunch(ModelOffer model, Machine machine, Situation situation, Engines engines) {
        this.model = model;
        this.machine = machine;
        this.situation = situation;
        this.engines = engines;
        this.profile = ModelProfile.of(model.shape());
        this.answers = model.quality(situation.objective().useCase().skill()).orElseThrow();
    }

    Score of(String fileType, LaunchOptions options, Estimate e, GgmlType preferred) {
        Model file = model.model(fileType);
        Speed speed = engines.speed().speed(file, machine, options, e.layerDevice());
        double tg = engines.speed().generation(file, machine, options, e.layerDevice());
        int prompt = situation.objective().turn().prompt();
        double pp = engines.speed()
                .prompt(file, machine, options, e.layerDevice(), prompt)
                .mid();
        Quality quality =
                QualityTable.withCache(model.loss(fileType), profile.parameters(), options.typeK(), options.typeV());
        boolean whole =
                !machine.devices().isEmpty() && options.nGpuLayers() > profile.layers() && options.nCpuMoe() == 0;
        double low = Math.min(tg, tg * speed.tg().low() / speed.tg().mid());
        Objective.Given given = new Objective.Given(
                fileType,
                model.leastBytes(fileType),
                quality,
                options.typeK() == preferred,
                new TurnPace(tg, low, pp),
                options.nCtx(),
                whole);
        Score score = situation.objective().score(answers, given);
        return options.nUbatch() < BatchMode.USUAL.ubatch() ? score.less(SMALL_BATCH) : score;
    }
}
