package dev.llmfit.answers.bench;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.StoredSpeeds;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.verify.ExpectedSpeed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measured speeds.
 *
 * @param measured one for each physical batch that could be measured, one at least
 * @param failed batches that could not be measured
 * @param byBatch whether batches were asked for
 * @param chosen what was chosen of the launch, a sentence without a final stop; empty if all was said
 * @param store the file where they are kept; empty if they are not
 */
public record BenchAnswer(
        List<Measured> measured,
        List<FailedBatch> failed,
        boolean byBatch,
        Optional<String> chosen,
        Optional<Path> store)
        implements Answer {
    public BenchAnswer {
        measured = List.copyOf(measured);
        failed = List.copyOf(failed);
        if (measured.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /**
     * What was measured with one launch.
     *
     * @param time when
     * @param hardware where
     * @param model what
     * @param title what is said of it in a heading
     * @param meant which one, and in which file type; empty for a model that a server names
     * @param phantom sizes of the phantom; empty for real weights
     * @param launch how it was launched
     * @param load how busy the machine was before
     * @param result speeds
     * @param formula what the formula says of the tests; empty where only a name is known of the model
     * @param expected what was predicted before, by llama-bench's names of the tests; empty where nothing can be
     * @param stored what was kept of them, and why not the rest
     */
    public record Measured(
            Instant time,
            HardwareFingerprint hardware,
            ModelIdentity model,
            String title,
            Optional<MeantModel> meant,
            Optional<PhantomSize> phantom,
            Launch launch,
            MachineLoad load,
            BenchResult result,
            Optional<FormulaSaid> formula,
            Map<String, ExpectedSpeed> expected,
            StoredSpeeds stored) {
        public Measured {
            expected = Map.copyOf(expected);
        }
    }

    /**
     * A batch that could not be measured.
     *
     * @param nUbatch its tokens
     * @param reason what the engine said, without a final stop
     */
    public record FailedBatch(int nUbatch, String reason) {
        /** Returns what happened, a sentence without a final stop. */
        public String sentence() {
            return "-ub " + nUbatch + " could not be measured: " + reason;
        }
    }
}
