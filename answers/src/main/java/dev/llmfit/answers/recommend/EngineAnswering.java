package dev.llmfit.answers.recommend;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.team.EngineComparer;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.recommend.team.TeamWish;
import dev.llmfit.sizing.engines.EngineModel;
import java.util.Optional;

/** Holds other engines against a launch that was recommended, where one may be the better. */
public final class EngineAnswering {
    private EngineAnswering() {}

    /**
     * Returns the engines side by side; empty where llama.cpp alone matters, or the model's checkpoint is not known.
     *
     * @param meant the model that was asked for; empty if it is one of a list
     * @param launch of llama.cpp; of a model that makes embeddings nothing is compared
     */
    public static Optional<EngineComparison> of(
            Workbench bench, Machine machine, Optional<MeantModel> meant, Candidate launch) {
        int users = launch.serving().map(Serving::users).orElse(1);
        EngineComparer comparer = new EngineComparer(machine, bench.rules());
        if (launch.plan().embedding() || !comparer.matters(users)) {
            return Optional.empty();
        }
        Optional<CatalogueEntry> entry = meant.isPresent()
                ? bench.catalogue().byId(meant.get().id())
                : bench.catalogue().find(launch.model());
        return entry.map(
                e -> comparer.compare(EngineModel.of(e), Optional.of(launch), new TeamWish(users, launch.ctxEach())));
    }
}
