package dev.llmfit.sizing.plan;

import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.mlx.MlxEngine;
import dev.llmfit.sizing.vllm.VllmEngine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The engines that are sized with arguments of their own. llama.cpp is the one of {@link GraphEstimator}: its launches are asked for
 * by {@link dev.llmfit.sizing.LaunchOptions}, and a question that names no engine means it.
 */
public final class SizedEngines {
    /** The engine that a question means that names none. */
    public static final String LLAMA_CPP = "llama.cpp";

    private static final List<SizedEngine> ALL = List.of(new VllmEngine(), new MlxEngine());

    private SizedEngines() {}

    /** Returns all of them. */
    public static List<SizedEngine> all() {
        return ALL;
    }

    /** Returns whether a name is that of another engine than llama.cpp, or of none. */
    public static boolean isOther(String name) {
        return !name.equals(LLAMA_CPP);
    }

    /** Returns the engine of an id; empty for llama.cpp and for what is not known. */
    public static Optional<SizedEngine> byId(String id) {
        return ALL.stream().filter(e -> e.id().equals(id)).findFirst();
    }

    /** Returns the names of all engines, llama.cpp first. */
    public static List<String> ids() {
        return Stream.concat(Stream.of(LLAMA_CPP), ALL.stream().map(SizedEngine::id))
                .toList();
    }
}
