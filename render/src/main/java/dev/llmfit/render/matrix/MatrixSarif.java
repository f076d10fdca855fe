package dev.llmfit.render.matrix;

import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixResult;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What differs in a matrix as a log of static analysis (SARIF 2.1.0, OASIS), which code hosts show beside the lines of the file. */
public final class MatrixSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private static final String MACHINE = "matrix/machine";
    private static final String MODEL = "matrix/model";

    private final List<String> lines;
    private final JsonObject file;
    private final List<JsonValue> results = new ArrayList<>();

    private MatrixSarif(Path file, String yaml) {
        this.lines = yaml.lines().toList();
        String uri = file.isAbsolute()
                ? file.toUri().toString()
                : Path.of("").toUri().relativize(file.toUri()).toString();
        this.file = JsonObject.builder().put("uri", uri).build();
    }

    /**
     * Returns the log; one without results where all is as expected, which closes what was told before.
     *
     * @param file the file of the matrix, as it was named
     * @param yaml its text
     * @param version version of this program
     */
    public static String of(MatrixAnswer answer, Path file, String yaml, String version) {
        MatrixSarif sarif = new MatrixSarif(file, yaml);
        answer.machines().forEach(sarif::results);
        JsonObject driver = JsonObject.builder()
                .put("name", "llmfit")
                .put("version", version)
                .put(
                        "rules",
                        array(
                                rule(MACHINE, "A machine is not as the matrix expects."),
                                rule(MODEL, "A model does not run on a machine as the matrix expects.")))
                .build();
        JsonObject run = JsonObject.builder()
                .put("tool", JsonObject.builder().put("driver", driver).build())
                .put("columnKind", "utf16CodeUnits")
                .put("results", new JsonArray(sarif.results))
                .build();
        return Json.pretty(JsonObject.builder()
                        .put("$schema", SCHEMA)
                        .put("version", "2.1.0")
                        .put("runs", array(run))
                        .build())
                + "\n";
    }

    private static JsonArray array(JsonObject... items) {
        return new JsonArray(Stream.of(items).<JsonValue>map(i -> i).toList());
    }

    private static JsonObject text(String text) {
        return JsonObject.builder().put("text", text).build();
    }

    private static JsonObject rule(String id, String says) {
        return JsonObject.builder()
                .put("id", id)
                .put("shortDescription", text(says))
                .build();
    }

    private void results(MatrixResult result) {
        int machine = line(result.id(), 0);
        for (String failure : result.check().failures()) {
            add(MACHINE, 0, result.id() + ": " + failure, machine, result.id());
        }
        for (MatrixResult.ModelResult model : result.models()) {
            String reference = model.model().split(" ", 2)[0];
            int own = line(reference, Math.max(0, machine - 1));
            int line = own > 0 ? own : Math.max(machine, line(reference, 0));
            for (String failure : model.failures()) {
                String text = result.id() + ", " + model.model() + ": " + failure;
                add(MODEL, 1, text, line, result.id() + "/" + model.model());
            }
        }
    }

    private void add(String rule, int index, String text, int line, String what) {
        JsonObject place = JsonObject.builder()
                .put("artifactLocation", file)
                .put(
                        "region",
                        JsonObject.builder().put("startLine", Math.max(1, line)).build())
                .build();
        results.add(JsonObject.builder()
                .put("ruleId", rule)
                .put("ruleIndex", index)
                .put("level", "error")
                .put("message", text(text))
                .put(
                        "locations",
                        array(JsonObject.builder()
                                .put("physicalLocation", place)
                                .build()))
                .put(
                        "partialFingerprints",
                        JsonObject.builder().put("machineAndModel/v1", what).build())
                .build());
    }

    /** Returns the number of the first line from an index on that holds a word; 0 if none does. */
    private int line(String word, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).contains(word)) {
                return i + 1;
            }
        }
        return 0;
    }
}
