package dev.llmfit.sizing.engines;

import dev.llmfit.sizing.speed.SpeedRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a launch of an engine takes and gives. Each engine has its own, with typed accessors beside these. */
public interface EngineSize {
    /** Whether a launch starts. */
    enum Verdict {
        /** It starts. */
        FITS,
        /** It starts if what cannot be known is as low as seen elsewhere. */
        UNCERTAIN,
        /** The engine ends with an error. */
        REFUSED
    }

    /** Returns the engine and its release, {@code vLLM 0.33.0}. */
    String release();

    /** Returns whether it starts. */
    Verdict verdict();

    /** Returns the launch in a line: what was sized, on what. */
    String heading();

    /** Returns the sum in a sentence: weights, cache, how many tokens. */
    String sum();

    /** Returns all figures, as documents and texts show them, in this order. */
    List<EngineFigure> figures();

    /** Returns why the engine refuses the launch, one sentence with what helps; empty if it starts. */
    Optional<String> refusal();

    /** Returns what was taken or left out, and what else is to be known, one sentence each. */
    List<String> notes();

    /** Returns tokens per second of one request; empty where that is not known. */
    default Optional<SpeedRange> generation() {
        return Optional.empty();
    }

    /** Returns bytes of the weights on the fullest device; empty where the model is refused. */
    OptionalLong weightBytes();

    /** Returns commands to paste that start the launch or prepare it; empty where the engine has none to tell. */
    default List<EngineCommand> commands() {
        return List.of();
    }
}
