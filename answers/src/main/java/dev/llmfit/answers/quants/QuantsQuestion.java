package dev.llmfit.answers.quants;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.io.IOException;
import java.util.Optional;

/**
 * What does each file type of a model take, lose and give?
 *
 * @param model the model
 * @param imatrix whether an importance matrix is given, which changes some tensor types
 * @param headerOnly whether a GGUF whose tensor data is missing is accepted
 * @param machine where it would run; empty if only sizes are asked for
 */
public record QuantsQuestion(ModelSource model, Imatrix imatrix, boolean headerOnly, Optional<HardwareSelector> machine)
        implements Question<QuantsAnswer> {
    @Override
    public Said said() {
        return machine.map(Said::of).orElse(Said.NOTHING);
    }

    @Override
    public QuantsAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new QuantsAnswering(this, bench).answer();
    }
}
