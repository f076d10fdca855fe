package dev.llmfit.answers.engines;

import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.util.Optional;

/** Sizes a launch of an engine; what launches have in common is looked up. */
final class EngineSizeAnswering {
    private final EngineSizeQuestion question;
    private final Workbench bench;

    EngineSizeAnswering(EngineSizeQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    EngineSizeAnswer answer() {
        SizedEngine engine = SizedEngines.byId(question.engine()).orElseThrow();
        EngineModel model = bench.find(new EngineShape(question.model()));
        return new EngineSizeAnswer(model.id(), engine.size(model, question.launch(), machine(engine)));
    }

    private Optional<Machine> machine(SizedEngine engine) {
        Optional<HardwareSelector> meant =
                question.machine().or(() -> engine.hardware(question.launch()).map(HardwareSelector::named));
        if (meant.isEmpty() && engine.needsNoMachine(question.launch())) {
            return Optional.empty();
        }
        return Optional.of(bench.find(new Place(meant.orElse(HardwareSelector.THIS_MACHINE))));
    }

    /** A machine as a question names it. */
    private record Place(HardwareSelector selector) implements Lookup<Machine> {
        @Override
        public Machine find(Workbench bench) {
            return bench.machine(selector);
        }
    }
}
