package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.engine.Progress;
import java.io.IOException;

/**
 * How fast are the kinds of quantization on this machine?
 *
 * @param use which engine runs them, and whether the results are kept
 * @param force whether phantoms are run that are predicted not to fit
 */
public record CalibrateQuestion(EngineUse use, boolean force) implements Question<CalibrateAnswer> {
    @Override
    public CalibrateAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new CalibrateAnswering(this, bench, progress).answer();
    }
}
