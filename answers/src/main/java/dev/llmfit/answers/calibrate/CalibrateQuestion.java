package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.engine.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How fast are the kinds of quantization on this machine?
 *
 * @param use which engine runs them, and whether the results are kept
 * @param threads CPU threads; empty for the engine's default
 * @param enough no new phantom starts after this time; what is left out is taken to be as far from the formula as the rest
 * @param force whether phantoms are run that are predicted not to fit, and on a busy machine
 */
public record CalibrateQuestion(EngineUse use, OptionalInt threads, Duration enough, boolean force)
        implements Question<CalibrateAnswer> {
    /** All of it takes a minute. */
    public static final Duration USUAL_TIME = Duration.ofSeconds(52);

    public CalibrateQuestion {
        if (enough.toSeconds() < 1) {
            throw new IllegalArgumentException("a calibration needs a second");
        }
    }

    @Override
    public CalibrateAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new CalibrateAnswering(this, bench, progress).answer();
    }
}
