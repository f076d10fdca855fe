package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Locale;
import java.util.Optional;

/**
 * The context that a model was trained for. Beyond it a model writes nonsense unless its positions are scaled, and llama-server
 * caps a slot there, so no launch with more is advised.
 */
public final class Trained {
    private Trained() {}

    /** Returns how many tokens a model was trained for; empty if its file does not tell. */
    public static Optional<Integer> tokens(Model shape) {
        int trained = HyperParameters.of(shape).nCtxTrain();
        return trained > 0 ? Optional.of(trained) : Optional.empty();
    }

    /** Returns why so many tokens for each user are too many; empty if they are not. */
    public static Optional<String> refuses(String name, Model shape, Optional<Integer> each) {
        return tokens(shape)
                .filter(trained -> each.filter(ctx -> ctx > trained).isPresent())
                .map(trained -> String.format(
                        Locale.ROOT, "%s was trained for %,d tokens; %,d are more", name, trained, each.orElseThrow()));
    }

    /**
     * Refuses a context that the model was not trained for, unless its positions are scaled to it.
     *
     * @param each context of each user
     * @return what scaling needs to be added to the command, if the context is beyond training
     */
    public static Optional<String> check(
            String name, Model shape, Optional<Integer> each, Optional<RopeScaling> scaling) {
        Optional<String> refused = refuses(name, shape, each);
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        int trained = tokens(shape).orElseThrow();
        if (scaling.filter(s -> s.reach(trained) >= each.orElseThrow()).isPresent()) {
            return Optional.of(scaling.get().sentence(trained, each.orElseThrow()));
        }
        throw new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION,
                "usage",
                refused.get() + ".",
                Hint.of(
                        "give {0} or less, or scale its positions with {1}",
                        new Change("ctx", Integer.toString(trained)), new Change("rope_scaling", "yarn"))));
    }
}
