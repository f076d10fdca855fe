package dev.llmfit.cli.foreign;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.symptom.SymptomDocument;
import dev.llmfit.answers.symptom.SymptomQuestion;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.line.LineException;
import dev.llmfit.engine.line.OwnOptions;
import dev.llmfit.engine.line.PastedLines;
import dev.llmfit.engine.llamacpp.EvalTimeLines;
import dev.llmfit.engine.log.BufferLog;
import dev.llmfit.engine.log.FitPrint;
import dev.llmfit.engine.log.LlamaBenchReport;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.json.JsonException;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.bandwidth.StoredBandwidth;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Readers of what engines print, of command lines that people paste, and of stores of measurements. */
final class EngineReaders {
    private final Path folder;
    private final Workbench bench;

    EngineReaders(Path folder) {
        this.folder = folder;
        this.bench = Foreign.bench(folder);
    }

    List<ForeignReader> all() throws IOException {
        List<byte[]> logs = new ArrayList<>(Foreign.logs());
        logs.addAll(Foreign.files(Foreign.FIXTURES.resolve("engine"), ".*\\.log"));
        List<ForeignReader> all = new ArrayList<>(List.of(
                Foreign.reader(
                        "log",
                        logs,
                        input -> SymptomDocument.of(bench.ask(new SymptomQuestion(
                                        Optional.empty(),
                                        lines(input),
                                        "run.log",
                                        Optional.empty(),
                                        Optional.of(HardwareSelector.named("rtx4090-24g-64g")))))
                                .members()
                                .keySet()),
                parser("buffers of a log", logs, BufferLog::parse),
                parser("times of a log", logs, lines -> EvalTimeLines.last(lines, 2)),
                parser(
                        "llama-bench",
                        Foreign.files(Foreign.FIXTURES.resolve("engine"), "llama-bench.*"),
                        LlamaBenchReport::tests),
                parser("llama-fit-params", Foreign.texts(FIT_PRINT), FitPrint::parse),
                new ForeignReader(
                        "pasted line",
                        pasted(),
                        input -> PastedLines.read(List.of(Foreign.text(input)), OWN)
                                .program(),
                        t -> t instanceof LineException),
                new ForeignReader(
                        "pasted words",
                        pasted(),
                        input -> PastedLines.read(List.of(Foreign.text(input).split(" ", -1)), OWN)
                                .program(),
                        t -> t instanceof LineException)));
        all.add(store());
        all.add(bandwidth());
        return all;
    }

    private static final OwnOptions OWN = new OwnOptions(Map.of("--hardware", 1, "--json", 0, "--vs", 1, "-c", 1));

    private static final String FIT_PRINT = "CUDA0 4437 512 304\nHost 0 0 12\n";

    private static List<String> lines(byte[] input) {
        return Foreign.text(input).lines().toList();
    }

    private static ForeignReader parser(String name, List<byte[]> seeds, Function<List<String>, ?> parser) {
        return new ForeignReader(
                name,
                seeds,
                input -> parser.apply(lines(input)),
                t -> t.getClass().equals(IllegalArgumentException.class) || t instanceof EngineException);
    }

    private static List<byte[]> pasted() {
        return Foreign.text(Foreign.files(
                                Foreign.PROJECT.resolve("engine/src/test/resources/dev/llmfit/engine/line"),
                                "pasted-lines\\.tsv")
                        .getFirst())
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Foreign.bytes(line.split("\t", 2)[0].replace("\\n", "\n")))
                .toList();
    }

    private ForeignReader store() throws IOException {
        Path data = Files.createDirectories(OwnFolders.of(bench.environment()).data());
        Path file = data.resolve("measurements.jsonl");
        Path lessons = data.resolve("lessons.jsonl");
        Path other = folder.resolve("import.jsonl");
        MeasurementStore store = new MeasurementStore(data, warning -> {});
        Machine machine = bench.machine(HardwareSelector.named("rtx4090-24g-64g"));
        Model model = Catalogue.bundled().find("llama3.1:8b").orElseThrow().model();
        List<byte[]> seeds =
                Foreign.files(Path.of("src/test/resources/dev/llmfit/cli/foreign/stores"), ".*\\.jsonl").stream()
                        .map(seed -> Foreign.text(seed)
                                .replace(
                                        "HARDWARE",
                                        HardwareFingerprint.of(machine).id())
                                .replace("SHAPE", ModelIdentity.of(model).shape()))
                        .map(Foreign::bytes)
                        .toList();
        return new ForeignReader(
                "store",
                seeds,
                input -> {
                    Files.write(file, input);
                    Files.write(lessons, input);
                    int found =
                            store.measurements().records().size() + store.rows().size();
                    EvidenceSource.of(store, OptionalInt.empty()).of(machine, model);
                    found += FailureSource.of(store).of(machine, model).size();
                    Files.write(file, new byte[0]);
                    Files.write(other, input);
                    MeasurementStore.Import imported = store.importLines(MeasurementStore.importText(other));
                    return found + " " + imported.added() + " " + imported.refused();
                },
                t -> t instanceof IllegalArgumentException
                        && !(t instanceof JsonException)
                        && !(t instanceof NumberFormatException));
    }

    private ForeignReader bandwidth() throws IOException {
        MachineFacts facts = bench.machineFacts(HardwareSelector.named("rtx4090-24g-64g"));
        StoredBandwidth stored = StoredBandwidth.of(facts, bench.environment());
        stored.write(61.5);
        List<byte[]> seeds = Foreign.texts("61.5\n");
        Path file;
        try (var files = Files.walk(folder.resolve(".cache"))) {
            file = files.filter(f -> f.getFileName().toString().contains("bandwidth"))
                    .findFirst()
                    .orElseThrow();
        }
        return new ForeignReader(
                "stored bandwidth",
                seeds,
                input -> {
                    Files.write(file, input);
                    return stored.read().isPresent();
                },
                Foreign.NEVER);
    }
}
