package dev.llmfit.answers.engines;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.EngineModel;

/** What proofs of all engines need. */
final class ProofParts {
    private static final FieldCheck CHECK = new FieldCheck("verify");

    private ProofParts() {}

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
