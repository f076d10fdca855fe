package dev.llmfit.answers.transfer;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.PredictedSpeeds;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.foreign.ForeignFile;
import dev.llmfit.engine.foreign.ForeignResult;
import dev.llmfit.engine.store.FormulaSaid;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredMeasurement;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.ControlCharacters;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Takes in what other programs measured. What was measured on hardware of these names, or where none is told, counts as measured here;
 * the rest counts for the same cards.
 */
final class ForeignImport {
    private static final int BATCH = 2048;
    private static final int UBATCH = 512;

    private final Workbench bench;
    private final Machine machine;
    private final NamedModels models;
    private final List<String> notes = new ArrayList<>();

    ForeignImport(Workbench bench, Optional<String> model) {
        this.bench = bench;
        this.machine = bench.machine(HardwareSelector.THIS_MACHINE);
        this.models = new NamedModels(bench, model);
    }

    /** Returns what was taken for granted, sentences without a final stop. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Adds the results of a text; empty if it is of no form that is known. */
    Optional<MeasurementStore.Import> of(String text) throws IOException {
        ForeignFile file = ForeignFile.read(text);
        if (file.results().isEmpty() && file.refused().isEmpty()) {
            return Optional.empty();
        }
        List<MeasurementStore.Refused> refused = new ArrayList<>();
        file.refused().forEach(r -> refused.add(new MeasurementStore.Refused(r.line(), r.reason())));
        List<JsonObject> lines = new ArrayList<>();
        for (ForeignResult result : file.results()) {
            try {
                lines.add(line(result));
            } catch (IllegalArgumentException e) {
                refused.add(new MeasurementStore.Refused(result.line(), String.valueOf(e.getMessage())));
            }
        }
        return Optional.of(bench.measurements().addForeign(lines, refused));
    }

    private JsonObject line(ForeignResult result) throws IOException {
        Model model = models.find(result.model());
        boolean here = isHere(result.place());
        Launch launch = launch(result);
        HardwareFingerprint hardware = here ? HardwareFingerprint.of(machine) : elsewhere(result.place());
        BenchResult found = new BenchResult(engine(result), List.of(result.reading()), List.of());
        JsonObject document = StoredMeasurement.document(
                result.time().orElseGet(Instant::now),
                hardware,
                ModelIdentity.of(model),
                false,
                launch,
                new MachineLoad(0, 1),
                found);
        Optional<FormulaSaid> formula = here ? formula(model, launch, result) : Optional.empty();
        JsonObject explained = formula.map(said -> said.in(document)).orElse(document);
        return StoredMeasurement.foreign(explained, result.tool(), !here);
    }

    private Optional<FormulaSaid> formula(Model model, Launch launch, ForeignResult result) {
        PredictedSpeeds formula = PredictedSpeeds.formula(machine, model, bench.estimator());
        boolean possible = formula.bounds(launch, result.reading().workload())
                .map(b -> b.hold(result.reading().samples().median()))
                .orElse(true);
        if (!possible) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s of %,.1f tok/s cannot be the speed of this hardware",
                    result.reading().workload().label(),
                    result.reading().samples().median()));
        }
        return formula.formula(launch, List.of(result.reading().workload()));
    }

    private boolean isHere(ForeignResult.Place place) {
        if (!place.told()) {
            note("what does not name its hardware is taken to be of this machine");
            return true;
        }
        List<String> ours = machine.devices().stream().map(Device::description).toList();
        if (!place.gpus().isEmpty()) {
            return ours.size() == place.gpus().size()
                    && IntStream.range(0, ours.size())
                            .allMatch(i -> isSame(ours.get(i), place.gpus().get(i)));
        }
        return isSame(machine.cpu().name(), place.processor());
    }

    private void note(String sentence) {
        if (!notes.contains(sentence)) {
            notes.add(sentence);
        }
    }

    private static boolean isSame(String one, String other) {
        String a = plain(one);
        String b = plain(other);
        return !a.isEmpty() && !b.isEmpty() && (a.contains(b) || b.contains(a));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replaceAll("\\((r|tm)\\)|nvidia|geforce|radeon|\\bamd\\b|intel|processor|[0-9]+-core|[^a-z0-9]", "");
    }

    /** A machine that only names tell; its cards are looked up, so that the same cards elsewhere can use it. */
    private HardwareFingerprint elsewhere(ForeignResult.Place place) {
        List<String> ids = new ArrayList<>();
        for (String gpu : place.gpus()) {
            try {
                bench.machine(HardwareSelector.named(gpu)).devices().stream()
                        .map(Device::databaseId)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .ifPresent(ids::add);
            } catch (RuntimeException e) {
                note("'" + shown(gpu)
                        + "' is not in the hardware database or has several sizes, so no prediction rests on it");
            }
        }
        return HardwareFingerprint.ofNames(
                shown(place.processor()),
                place.gpus().stream().map(ForeignImport::shown).toList(),
                ids);
    }

    /** Names are shown on terminals later. */
    private static String shown(String name) {
        if (name.chars().anyMatch(ControlCharacters::isUnseen)) {
            throw new IllegalArgumentException("it holds a name with control characters");
        }
        return name.length() > 100 ? name.substring(0, 100) + "…" : name;
    }

    private static EngineDescription engine(ForeignResult result) {
        String version = result.build().isPresent() ? "b" + result.build().getAsInt() : "";
        return new EngineDescription(
                result.tool().equals("ollama") ? "ollama" : "llama.cpp",
                version,
                result.build(),
                List.of(),
                result.place().gpus(),
                false);
    }

    private Launch launch(ForeignResult result) {
        ForeignResult.Options told = result.launch();
        boolean processor = result.place().told() && result.place().gpus().isEmpty();
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(2
                                * (result.reading().workload().tokens()
                                        + result.reading().workload().depth())
                        + 64)
                .withNGpuLayers(processor ? 0 : told.nGpuLayers().orElse(-1))
                .withNBatch(Math.max(1, told.nBatch().orElse(BATCH)))
                .withNUbatch(Math.max(1, told.nUbatch().orElse(UBATCH)))
                .withTypeK(type(told.typeK()))
                .withTypeV(type(told.typeV()))
                .withNCpuMoe(Math.max(0, told.nCpuMoe()))
                .withNoKvOffload(told.noKvOffload());
        boolean off = told.flashAttn().filter(on -> !on).isPresent();
        return new Launch(
                off ? options.withFlashAttn(LaunchOptions.FlashAttn.OFF) : options,
                told.threads().isPresent() && told.threads().getAsInt() > 0 ? told.threads() : OptionalInt.empty(),
                List.of());
    }

    private static GgmlType type(String name) {
        return GgmlType.byName(name)
                .filter(type -> type.ggmlName().equals(name))
                .orElseThrow(() -> new IllegalArgumentException("'" + shown(name) + "' is no type of a cache"));
    }
}
