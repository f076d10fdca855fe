package dev.llmfit.answers.recommend;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.Together;
import dev.llmfit.recommend.facts.CandidateFacts;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.units.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How do several models run on one machine at the same time?
 *
 * @param models the models, each as {@code NAME[:TYPE][@CTX]}
 * @param machine where they would run
 * @param wish what each is to give, where the model says nothing else
 */
public record TogetherQuestion(List<String> models, HardwareSelector machine, LaunchWish wish)
        implements Question<TogetherAnswer> {
    /** More would be searched for hours. Judgement. */
    private static final int MOST = 8;

    private static final Pattern WITH_CTX = Pattern.compile("(.+)@(\\d[\\w]*)");

    private static final FieldCheck CHECK = new FieldCheck("recommend");

    /**
     * Creates a question.
     *
     * @throws RefusedException if they are too many, or something is preferred that only one model can have
     */
    public TogetherQuestion {
        models = List.copyOf(models);
        Objects.requireNonNull(machine, "machine");
        if (models.size() < 2 || models.size() > MOST) {
            throw CHECK.refused("model", "{0}: 2 to " + MOST + " models can be placed, not " + models.size() + ".");
        }
        if (wish.prefer() != Aim.BALANCED) {
            throw CHECK.refused("prefer", "{0} is for one model.");
        }
    }

    /** Returns the models of words in which a plus stands between them; one model if none does. */
    public static List<String> models(List<String> words) {
        return Stream.of(String.join(" ", words).split("(^|\\s)\\+(\\s|$)"))
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .toList();
    }

    @Override
    public TogetherAnswer answer(Workbench bench, Progress progress) {
        Machine read = bench.machine(machine);
        EvidenceSource evidence = bench.evidence();
        FailureSource failures = bench.failures();
        Recommender recommender = new Recommender(read, bench.rules(), bench.estimators(evidence, failures));
        List<Together.Wanted> wanted =
                models.stream().map(m -> wanted(bench, m)).toList();
        List<String> notes = new ArrayList<>(LaunchSpeed.assumptions(read));
        notes.addAll(StoreNotes.of(evidence, failures));
        return new TogetherAnswer(read, recommender.together(wanted, wish.request(Optional.empty())), notes);
    }

    private Together.Wanted wanted(Workbench bench, String model) {
        Matcher matcher = WITH_CTX.matcher(model);
        boolean said = matcher.matches();
        Offers.Named named = Offers.find(bench, said ? matcher.group(1) : model);
        Optional<Integer> ctx = said ? Optional.of(tokens(model, matcher.group(2))) : wish.ctx();
        Trained.check(named.offer().name(), named.offer().shape(), ctx, wish.ropeScaling());
        boolean embeds = CandidateFacts.embeds(
                ModelProfile.of(named.offer().shape()), named.offer().listing());
        Request same = wish.request(named.fileType());
        return new Together.Wanted(
                named.offer(),
                new Request(
                        embeds ? UseCase.EMBEDDING : same.useCase(),
                        ctx,
                        embeds ? Optional.empty() : same.minTps(),
                        same.users(),
                        same.fileType(),
                        same.cacheTypes(),
                        same.margin(),
                        1));
    }

    private static int tokens(String model, String text) {
        try {
            return Tokens.parse(text);
        } catch (NumberFormatException e) {
            throw CHECK.refused("model", "{0} " + model + ": " + text + " is no number of tokens; 16384 and 16k are.");
        }
    }
}
