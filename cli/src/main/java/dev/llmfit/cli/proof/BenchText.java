package dev.llmfit.cli.proof;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import java.util.List;

/** Renders measured speeds. */
final class BenchText {
    private BenchText() {}

    static void print(Console console, String title, BenchResult result) {
        String devices = result.engine().devices().isEmpty()
                ? String.join(", ", result.engine().backends())
                : String.join(", ", result.engine().devices());
        console.line(console.bold(title) + " · " + result.engine().title() + (devices.isEmpty() ? "" : ", " + devices));
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("tok/s")
                .right("± 95 %")
                .right("least")
                .right("most")
                .right("runs")
                .left("clock");
        for (SpeedReading reading : result.readings()) {
            SampleSummary samples = reading.samples();
            table.row(
                    reading.workload().label(),
                    Speeds.number(samples.mean()),
                    Speeds.interval(samples),
                    Speeds.number(samples.least()),
                    Speeds.number(samples.most()),
                    Integer.toString(samples.count()),
                    reading.clock() == SpeedReading.Clock.ENGINE ? "the engine's" : "arrival here");
        }
        table.lines(console.columns()).forEach(console::line);
        if (!result.missing().isEmpty()) {
            Paragraph.wrap("Not measured: ", String.join(", ", result.missing()) + ".", console.columns())
                    .forEach(console::line);
        }
        for (String note : result.notes()) {
            Paragraph.wrap("Note: ", note + ".", console.columns()).forEach(console::line);
        }
    }

    /** Returns the stored documents as the answer of the command: the first whole, those of other batches in {@code also}. */
    static JsonObject json(List<ModelBench.Measured> measured, List<String> failed) {
        JsonObject.Builder tree = json(measured.getFirst()).toBuilder();
        if (measured.size() + failed.size() > 1) {
            tree.put("also", measured.stream().skip(1).map(BenchText::json).toList());
            tree.put("failed", failed);
        }
        return tree.build();
    }

    private static JsonObject json(ModelBench.Measured measured) {
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("schema", "llmfit/bench/1");
        tree.put("engine", measured.result().engine().title());
        measured.document().members().forEach((name, value) -> {
            if (name.equals("engine")) {
                tree.put("ran_on", value);
            } else if (!name.equals("schema")) {
                tree.put(name, value);
            }
        });
        return tree.build();
    }
}
