package dev.llmfit.answers.engines;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.mlx.MlxEngine;
import dev.llmfit.sizing.vllm.VllmEngine;
import java.util.Map;

/** Holds the prediction of a launch against what its engine says; each engine says it in its own way. */
abstract class EngineProof {
    private static final FieldCheck CHECK = new FieldCheck("verify");

    private static final Map<String, EngineProof> PROOFS =
            Map.of(VllmEngine.ID, new VllmProof(), MlxEngine.ID, new MlxProof());

    /** Returns the one of an engine. */
    static EngineProof of(String engine) {
        return PROOFS.getOrDefault(engine, PROOFS.get(VllmEngine.ID));
    }

    /**
     * Answers a question.
     *
     * @throws RefusedException if the engine says nothing that can be compared
     */
    abstract EngineVerifyAnswer answer(EngineVerifyQuestion question, Workbench bench);

    static RefusedException refused(String field, String sentence) {
        return CHECK.refused(field, sentence);
    }

    static EngineModel model(String reference, Workbench bench) {
        return bench.find(new EngineShape(new ModelSource.Named(reference)));
    }

    static Machine machine(EngineVerifyQuestion question, Workbench bench) {
        return bench.find(new Place(question.machine().orElse(HardwareSelector.THIS_MACHINE)));
    }

    /** A machine as a question names it. */
    private record Place(HardwareSelector selector) implements Lookup<Machine> {
        @Override
        public Machine find(Workbench bench) {
            return bench.machine(selector);
        }
    }
}
