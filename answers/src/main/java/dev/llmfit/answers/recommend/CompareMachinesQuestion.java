package dev.llmfit.answers.recommend;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is the best launch on each of two or more machines?
 *
 * @param model the model; without it the best model of each machine is asked for
 * @param machines the machines as {@link HardwareSelector} names them; {@code here} is the one that answers
 * @param wish what it is to give
 */
public record CompareMachinesQuestion(Optional<String> model, List<String> machines, LaunchWish wish)
        implements Question<CompareMachinesAnswer> {
    private static final String HERE = "here";

    /**
     * Creates a question.
     *
     * @throws RefusedException if fewer than two machines are named
     */
    public CompareMachinesQuestion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(wish, "wish");
        machines = List.copyOf(machines);
        if (machines.size() < 2) {
            throw new FieldCheck("recommend").refused("machines", "{0} names two machines or more.");
        }
    }

    @Override
    public Said said() {
        return wish.said(Said.NOTHING);
    }

    @Override
    public CompareMachinesAnswer answer(Workbench bench, Progress progress) {
        List<CompareMachinesAnswer.Side> sides = new ArrayList<>();
        for (String name : machines) {
            RecommendQuestion question = new RecommendQuestion(model, selector(name), wish);
            sides.add(new CompareMachinesAnswer.Side(name, bench.ask(question, progress)));
        }
        return new CompareMachinesAnswer(sides);
    }

    private static HardwareSelector selector(String name) {
        return name.equals(HERE) ? HardwareSelector.THIS_MACHINE : HardwareSelector.named(name);
    }
}
