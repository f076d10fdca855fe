package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.rpc.RpcWish;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Objects;
import java.util.Optional;

/**
 * What is the best launch of a model, or which models are the best for a machine?
 *
 * @param model the model; without it the best models are asked for
 * @param machine where it would run
 * @param wish what it is to give
 * @param whyNot a model that is to be held against the first of the list; empty if none is
 * @param rpc RPC servers that lend their devices; the group is held against single machines
 */
public record RecommendQuestion(
        Optional<String> model, HardwareSelector machine, LaunchWish wish, Optional<String> whyNot, RpcWish rpc)
        implements Question<RecommendAnswer> {
    /**
     * Creates a question.
     *
     * @throws RefusedException if something is preferred that only a model can have
     */
    public RecommendQuestion {
        Objects.requireNonNull(machine, "machine");
        if (whyNot.isPresent() && model.isPresent()) {
            throw new RefusedException(Refusal.usage(
                    "recommend",
                    Hint.of(
                            "{0} holds a model against the best of all: leave {1} away.",
                            new Change("why_not", whyNot.get()), new Change("model", ""))));
        }
        if (!rpc.isEmpty() && model.isEmpty()) {
            throw new RefusedException(Refusal.usage(
                    "recommend", Hint.of("A group of machines needs a model: add {0}.", new Change("model", "REF"))));
        }
        if (wish.prefer() == Aim.THROUGHPUT && model.isEmpty()) {
            throw new RefusedException(Refusal.usage(
                    "recommend",
                    Hint.of(
                            "{0} needs a model: add {1}.",
                            new Change("prefer", wish.prefer().id()), new Change("model", "REF"))));
        }
    }

    /** Creates a question about one machine. */
    public RecommendQuestion(
            Optional<String> model, HardwareSelector machine, LaunchWish wish, Optional<String> whyNot) {
        this(model, machine, wish, whyNot, RpcWish.NONE);
    }

    /** Creates a question in which no model is held against the first. */
    public RecommendQuestion(Optional<String> model, HardwareSelector machine, LaunchWish wish) {
        this(model, machine, wish, Optional.empty());
    }

    @Override
    public Said said() {
        return wish.said(Said.of(machine));
    }

    @Override
    public Optional<State> state(RecommendAnswer answer) {
        if (!rpc.isEmpty() || whyNot.isPresent() || wish.ropeScaling().isPresent()) {
            return Optional.empty();
        }
        State state = wish.state(State.of(machine));
        return Optional.of(model.isPresent() ? state.with(StateField.MODEL, model.get()) : state);
    }

    @Override
    public RecommendAnswer answer(Workbench bench, Progress progress) {
        RecommendAnswer answer = answer(bench, bench.machine(machine));
        Optional<Candidate> first = answer.runs() ? answer.first() : Optional.empty();
        return answer.beside(
                first.flatMap(c -> EngineAnswering.of(bench, answer.found().machine(), answer.meant(), c)));
    }

    /**
     * Answers for a machine that was read before, with llama.cpp alone. Its memory is taken to be as free as it was then; what is known of failures is
     * what is known now.
     */
    public RecommendAnswer answer(Workbench bench, Machine read) {
        return new RecommendAnswering(this, bench).answer(read);
    }
}
