package dev.llmfit.answers.calibrate;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Changed;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Example;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Predicted;
import dev.llmfit.answers.calibrate.CalibrateAnswer.Reading;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.PredictedSpeeds;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.StoredCalibration;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Calibration;
import dev.llmfit.sizing.speed.CalibrationReading;
import dev.llmfit.sizing.speed.Evidence;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.speed.SpeedParts;
import dev.llmfit.sizing.speed.SpeedRequest;
import dev.llmfit.sizing.speed.StoredNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What predictions for this machine say before a calibration and after it, without what was measured of the very same model. */
final class BeforeAndAfter {
    /** Models that people ask for: a dense one and a mixture. */
    private static final List<String> EXAMPLES = List.of("llama3.1:8b:Q4_K_M", "qwen3:30b:Q4_K_M");

    /** Tokens in the context of an example. */
    private static final List<Integer> DEPTHS = List.of(0, 8192);

    private final Workbench bench;
    private final Machine machine;
    private final OptionalInt threads;
    private final EvidenceSource earlier;
    private final Map<Example, Model> examples = new LinkedHashMap<>();

    BeforeAndAfter(Workbench bench, Machine machine, OptionalInt threads) throws IOException {
        this.bench = bench;
        this.machine = machine;
        this.threads = threads;
        this.earlier = bench.evidence();
        for (String name : EXAMPLES) {
            Model model = ChosenModel.of(bench, name).model();
            for (int depth : DEPTHS) {
                Predicted said = before(model, launch(depth), workloads(depth));
                examples.put(new Example(name, depth, said, said), model);
            }
        }
    }

    private Launch launch(int depth) {
        return new Launch(LaunchOptions.defaults().withNCtx(depth + 1024), threads, List.of());
    }

    private static List<Workload> workloads(int depth) {
        return List.of(new Workload(Workload.Phase.PP, 512, depth), new Workload(Workload.Phase.TG, 128, depth));
    }

    /** Returns what predictions say now. */
    Predicted before(Model model, Launch launch, List<Workload> workloads) {
        return predicted(model, launch, workloads, earlier.of(machine, model));
    }

    /** Predictions with readings. */
    final class After {
        private final Optional<Calibration> calibration;
        private final Optional<EvidenceSource> stored;

        /**
         * Creates the predictions.
         *
         * @param kept whether the readings were stored, beside those of before
         */
        After(List<Reading> readings, boolean kept) {
            List<CalibrationReading> all = new ArrayList<>();
            readings.forEach(r -> all.addAll(readings(r)));
            this.calibration = Calibration.of(all, readings.getFirst().formula().host());
            this.stored = kept ? Optional.of(bench.evidence()) : Optional.empty();
        }

        Predicted predicted(Model model, Launch launch, List<Workload> workloads) {
            Evidence evidence = stored.map(s -> s.of(machine, model)).orElseGet(() -> new Of(calibration));
            return BeforeAndAfter.this.predicted(model, launch, workloads, evidence);
        }

        Changed changed() {
            Map<String, Double> factors = calibration.map(Calibration::factors).orElseGet(Map::of);
            List<Example> compared = new ArrayList<>();
            examples.forEach((example, model) -> compared.add(new Example(
                    example.model(),
                    example.depth(),
                    example.before(),
                    predicted(model, launch(example.depth()), workloads(example.depth())))));
            return new Changed(factors, link(factors), compared);
        }

        private OptionalDouble link(Map<String, Double> factors) {
            Double factor = factors.get("pp.device.link");
            Optional<SpeedDevice> first = LaunchSpeed.of(machine, Optional.empty()).stream()
                    .flatMap(l -> l.devices().stream())
                    .findFirst();
            return factor == null || first.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(factor * first.get().linkBandwidth());
        }
    }

    private static List<CalibrationReading> readings(Reading reading) {
        List<CalibrationReading> found = new ArrayList<>();
        for (SpeedReading r : reading.result().readings()) {
            SpeedParts parts = reading.formula().tests().get(r.workload().label());
            if (parts != null && parts.seconds() > 0) {
                found.add(StoredCalibration.reading(r, parts));
            }
        }
        return found;
    }

    private Predicted predicted(Model model, Launch launch, List<Workload> workloads, Evidence evidence) {
        PredictedSpeeds speeds = PredictedSpeeds.of(machine, model, bench.estimator(), new OfOthers(evidence));
        OptionalDouble prompt = OptionalDouble.empty();
        OptionalDouble generation = OptionalDouble.empty();
        for (Workload workload : workloads) {
            OptionalDouble said = speeds.of(model, DeviceMemory.of(machine), launch, workload).stream()
                    .mapToDouble(s -> s.mid())
                    .findFirst();
            if (workload.phase() == Workload.Phase.PP) {
                prompt = said;
            } else {
                generation = said;
            }
        }
        return new Predicted(prompt, generation);
    }

    /** Evidence of other models alone: what was measured of a model itself would hide what a calibration does. */
    private record OfOthers(Evidence all) implements Evidence {
        @Override
        public Optional<Calibration> calibration(SpeedRequest request) {
            return all.calibration(request);
        }

        @Override
        public Optional<StoredNumber> calibrator(SpeedRequest request) {
            return all.calibrator(request);
        }
    }

    /** Evidence of readings that are not kept. */
    private record Of(Optional<Calibration> told) implements Evidence {
        @Override
        public Optional<Calibration> calibration(SpeedRequest request) {
            return told;
        }
    }
}
