package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.units.Amount;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Speeds of small phantoms on this machine.
 *
 * @param engine who ran them
 * @param readings one for each phantom that was measured, one at least
 * @param failures phantoms that could not be measured
 * @param changed what they say of the formula here
 * @param load how busy the machine was before
 * @param insisted whether it was measured although the machine was busy
 * @param stored what was kept
 */
public record CalibrateAnswer(
        EngineDescription engine,
        List<Reading> readings,
        List<FailedPhantom> failures,
        Changed changed,
        MachineLoad load,
        boolean insisted,
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
     * @param formula what the formula says, part by part
     * @param before what predictions said before
     * @param after what they say now
     * @param verdict which of the speeds are worth keeping, and why not the others
     */
    public record Reading(
            String phantom,
            Instant time,
            HardwareFingerprint hardware,
            ModelIdentity model,
            Launch launch,
            BenchResult result,
            FormulaSaid formula,
            Predicted before,
            Predicted after,
            Keeping.Verdict verdict) {
        /** Returns the measured speed of the prompt, tokens per second; empty if none was run. */
        public OptionalDouble prompt() {
            return speed(Workload.Phase.PP);
        }

        /** Returns the measured speed of the generation, tokens per second; empty if none was run. */
        public OptionalDouble generation() {
            return speed(Workload.Phase.TG);
        }

        Reading then(Predicted now) {
            return new Reading(phantom, time, hardware, model, launch, result, formula, before, now, verdict);
        }

        /** Returns what is worth keeping of it; empty if nothing is. */
        Optional<Reading> worth() {
            List<SpeedReading> kept = verdict.kept();
            BenchResult only = new BenchResult(result.engine(), kept, result.notes(), result.missing());
            return kept.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Reading(phantom, time, hardware, model, launch, only, formula, before, after, verdict));
        }

        private OptionalDouble speed(Workload.Phase phase) {
            return result.first(phase).stream()
                    .mapToDouble(r -> r.samples().median())
                    .findFirst();
        }
    }

    /**
     * What predictions of a model that was not run say.
     *
     * @param model model and file type
     * @param depth tokens in the context
     * @param before what they said before
     * @param after what they say now
     */
    public record Example(String model, int depth, Predicted before, Predicted after) {}

    /**
     * What the readings changed.
     *
     * @param factors speed of each part over that of the formula, by name: {@code tg.host.k4}, {@code pp.device.link}
     * @param linkBandwidth usable bandwidth of the link to host memory as measured, bytes per second; empty without a GPU of its own
     * @param examples what other models gain
     */
    public record Changed(Map<String, Double> factors, OptionalDouble linkBandwidth, List<Example> examples) {
        public Changed {
            factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
            examples = List.copyOf(examples);
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
     * What is predicted, tokens per second; empty where nothing is known of the machine.
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
