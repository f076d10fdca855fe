package dev.llmfit.answers.measure;

import dev.llmfit.engine.Engine;
import java.util.Optional;

/** The model that is measured where none is named. */
public final class UsualModel {
    /** Small, plain and known to every engine. */
    private static final String NAME = "llama3.2:1b";

    private UsualModel() {}

    /** Returns the model that is named, the only one of a server, or the usual one. */
    public static String of(Optional<String> named, Engine engine) {
        return named.or(engine::onlyModel).orElse(NAME);
    }
}
