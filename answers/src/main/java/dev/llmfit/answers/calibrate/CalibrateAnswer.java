package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.speed.ProcessorWork;
import dev.llmfit.units.Amount;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Speeds of small phantoms on this machine.
 *
 * @param engine who ran them
 * @param readings one for each phantom that was measured, one at least
 * @param failures phantoms that could not be measured
 * @param load how busy the machine was before
 * @param stored what was kept
 */
public record CalibrateAnswer(
        EngineDescription engine,
        List<Reading> readings,
        List<FailedPhantom> failures,
        MachineLoad load,
        StoredCalibrations stored)
        implements Answer {
    public CalibrateAnswer {
        readings = List.copyOf(readings);
        failures = List.copyOf(failures);
        if (readings.isEmpty()) {
            throw new IllegalArgumentException("nothing was calibrated");
        }
    }

    /**
     * What one phantom showed.
     *
     * @param phantom model and file type
     * @param time when
     * @param hardware where
     * @param model what
     * @param launch how it was launched
     * @param result speeds: a prompt and a generation
     * @param type tensor type that takes most of the phantom's bytes
     * @param work what a token costs the processor
     * @param predicted what the formula says
     * @param doubts why it is not worth keeping, sentences without a final stop
     */
    public record Reading(
            String phantom,
            Instant time,
            HardwareFingerprint hardware,
            ModelIdentity model,
            Launch launch,
            BenchResult result,
            GgmlType type,
            ProcessorWork work,
            Predicted predicted,
            List<String> doubts) {
        public Reading {
            doubts = List.copyOf(doubts);
        }

        /** Returns the speed of the prompt, tokens per second. */
        public double prompt() {
            return speed(Workload.Phase.PP);
        }

        /** Returns the speed of the generation, tokens per second. */
        public double generation() {
            return speed(Workload.Phase.TG);
        }

        /** Returns how much is read of the weights while tokens are generated, bytes per second. */
        public double bytesRead() {
            return generation() * model.tensorBytes();
        }

        private double speed(Workload.Phase phase) {
            return result.first(phase).orElseThrow().samples().median();
        }
    }

    /**
     * What was kept of the readings.
     *
     * @param readings how many
     * @param reasons why not the others, sentences without a final stop
     */
    public record StoredCalibrations(int readings, List<String> reasons) {
        /** Nothing was to be kept. */
        public static final StoredCalibrations NOT_WANTED = new StoredCalibrations(0, List.of());

        public StoredCalibrations {
            Amount.count(readings, "readings");
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What the formula says, tokens per second; empty where it knows nothing of the machine.
     *
     * @param prompt speed of the prompt
     * @param generation speed of the generation
     */
    public record Predicted(OptionalDouble prompt, OptionalDouble generation) {}

    /**
     * A phantom that could not be measured.
     *
     * @param phantom model and file type
     * @param reason why, without a final stop
     */
    public record FailedPhantom(String phantom, String reason) {
        /** Returns what happened, without a final stop. */
        public String sentence() {
            return phantom + ": " + reason;
        }
    }
}
