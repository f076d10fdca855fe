package dev.llmfit.answers.engines;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.log.LogText;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.mlx.MlxEngine;
import dev.llmfit.sizing.vllm.VllmEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does a launch of vLLM or MLX take what is predicted?
 *
 * @param engine id of the engine
 * @param heard where the engine's own figures come from
 * @param model reference to the model; empty for the one that the engine names
 * @param launch arguments under the engine's own names; they go before what a log or server tells
 * @param machine where it ran; empty for this machine
 */
public record EngineVerifyQuestion(
        String engine, Heard heard, Optional<String> model, JsonObject launch, Optional<HardwareSelector> machine)
        implements Question<EngineVerifyAnswer> {
    private static final Map<String, EngineProof> PROOFS =
            Map.of(VllmEngine.ID, new VllmProof(), MlxEngine.ID, new MlxProof());

    /**
     * Where an engine's own figures come from. One of them is given.
     *
     * @param server address of a running server on this machine
     * @param log lines of a log; nothing that steers a terminal is kept of them
     * @param config a checkpoint's config.json
     * @param limit when a program that is asked is ended at the latest
     */
    public record Heard(Optional<String> server, List<String> log, Optional<JsonObject> config, Duration limit) {
        public Heard {
            log = log.stream().flatMap(l -> LogText.lines(l).stream()).toList();
        }
    }

    @Override
    public Said said() {
        return machine.map(Said::of).orElse(Said.NOTHING);
    }

    @Override
    public EngineVerifyAnswer answer(Workbench bench, Progress progress) {
        return Optional.ofNullable(PROOFS.get(engine)).orElseThrow().answer(this, bench);
    }
}
