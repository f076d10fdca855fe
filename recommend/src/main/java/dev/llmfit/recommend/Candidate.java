package dev.llmfit.recommend;

import dev.llmfit.recommend.emit.Plan;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.ollama.OllamaOutlook;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.TurnTime;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recommended launch.
 *
 * @param rank position from 1
 * @param model name of the model
 * @param fileType file type
 * @param fileBytes size of the file
 * @param verdict where the weights lie
 * @param options the launch
 * @param flashAttn whether flash attention is on
 * @param layers layers and the output layer: the largest {@code -ngl} that makes a difference
 * @param memory use of each device
 * @param host use of the host
 * @param growth what the host's memory has to give after the start
 * @param budgets what the plan was allowed, below launches that failed before
 * @param speed expected speed
 * @param full generation of one answer alone with the context full; empty where several are served, and of what does not fit
 * @param ahead generation where the launch guesses tokens ahead, by how many are taken; empty where it does not
 * @param quality loss by file type and cache type
 * @param score what it is worth
 * @param recommended whether it is worth running by the rules
 * @param maxCtx largest context with the same placement, if it was asked for
 * @param because the rules that applied, with the numbers they saw
 * @param commands commands to paste, by runtime
 * @param outlook what Ollama would do by itself, if it was asked for
 * @param serving how it serves its slots, if it has several
 * @param turns how long a typical turn takes of one conversation alone, and the one behind it if it fits; none of a launch that does not
 *     fit
 * @param energy what cards and processor take of electricity; empty if the nominal power of a card is not known
 * @param plan the launch for {@link dev.llmfit.recommend.emit.Target}
 */
public record Candidate(
        int rank,
        String model,
        String fileType,
        Bytes fileBytes,
        Verdict verdict,
        LaunchOptions options,
        boolean flashAttn,
        int layers,
        List<DeviceUse> memory,
        DeviceUse host,
        HostGrowth growth,
        Budgets budgets,
        Speed speed,
        Optional<Speed.Range> full,
        Optional<Speed.Range> ahead,
        Quality quality,
        Score score,
        boolean recommended,
        Optional<Integer> maxCtx,
        List<Finding> because,
        Map<String, String> commands,
        Optional<OllamaOutlook> outlook,
        Optional<Serving> serving,
        List<TurnTime> turns,
        Optional<Energy> energy,
        Plan plan) {
    /** Returns the generation of each user, tok/s: while all write, where there are several, else of one answer alone. */
    public Speed.Range each() {
        return serving.map(Serving::half).orElse(speed.tg());
    }

    /** Returns the generation of all users together, tok/s. */
    public Speed.Range together() {
        return serving.map(Serving::total).orElse(speed.tg());
    }

    /** Tokens of a text that embeddings are counted in: the prompt of llama-bench, and what many embedding models take at most. */
    public static final int TEXT_TOKENS = 512;

    /** Returns the texts of {@link #TEXT_TOKENS} tokens that are embedded in a second; empty for a model that writes. */
    public Optional<Speed.Range> texts() {
        return plan.embedding()
                ? Optional.of(new Speed.Range(
                        speed.pp().low() / TEXT_TOKENS,
                        speed.pp().mid() / TEXT_TOKENS,
                        speed.pp().high() / TEXT_TOKENS))
                : Optional.empty();
    }

    /** Returns the context of each user, tokens. */
    public int ctxEach() {
        return options.nCtx() / options.nParallel();
    }

    public Candidate {
        Amount.count(rank, "rank");
        Amount.count(layers, "layers");
        commands = Collections.unmodifiableMap(new LinkedHashMap<>(commands));
        memory = List.copyOf(memory);
        because = List.copyOf(because);
        turns = List.copyOf(turns);
    }
}
