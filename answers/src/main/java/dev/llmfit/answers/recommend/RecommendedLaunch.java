package dev.llmfit.answers.recommend;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.FileOffer;
import dev.llmfit.recommend.offer.FileSource;
import java.util.Optional;

/** The launch that {@code recommend} would take for one file on a machine. */
public final class RecommendedLaunch {
    private RecommendedLaunch() {}

    /** Returns the launches of the file, best first, or why none fits. */
    public static Recommendation of(Workbench bench, Machine machine, MeantModel meant, Model model) {
        FileSource file = new FileSource.Local(meant.file().orElse(meant.id()));
        FileOffer offer = new FileOffer(meant.name(), file, model, meant.fileBytes(), meant.fileType());
        Recommender recommender = new Recommender(machine, bench.rules(), bench.estimators());
        return recommender.forModel(offer, LaunchWish.chat().request(Optional.empty()));
    }
}
