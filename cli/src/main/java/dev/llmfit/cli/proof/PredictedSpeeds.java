package dev.llmfit.cli.proof;

import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import java.util.Optional;

/** Asks the speed model what a verification should find. */
final class PredictedSpeeds {
    private PredictedSpeeds() {}

    static ExpectedSpeed.Source of(Machine machine, Model model, Optional<String> assumedBandwidth) {
        return ExpectedSpeed.NONE;
    }
}
