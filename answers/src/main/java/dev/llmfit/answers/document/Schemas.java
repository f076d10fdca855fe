package dev.llmfit.answers.document;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.FieldShapes;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** JSON Schemas of questions and documents. */
public final class Schemas {
    /** Documents that are named otherwise than the questions they answer. */
    private static final Map<QuestionType, String> DOCUMENTS = new EnumMap<>(Map.ofEntries(
            Map.entry(QuestionType.COMPARE_SIZES, "size-vs"),
            Map.entry(QuestionType.COMPARE_MACHINES, "compare"),
            Map.entry(QuestionType.ENGINE_SIZE, "engine-size"),
            Map.entry(QuestionType.ENGINE_VERIFY, "engine-verify"),
            Map.entry(QuestionType.CALIBRATE, "calibration"),
            Map.entry(QuestionType.HARDWARE_NAMES, "hardware-names"),
            Map.entry(QuestionType.LOCAL_MODELS, "models-local"),
            Map.entry(QuestionType.MODEL, "models-show"),
            Map.entry(QuestionType.RULES, "rules-answer"),
            Map.entry(QuestionType.PROVE, "verify"),
            Map.entry(QuestionType.TOGETHER, "recommend")));

    private static final String MACHINE = "\"hardware\":\"rtx4090-24g-64g\"";
    private static final String LAUNCH = "{\"model\":\"llama3.1:8b\",\"n_ctx\":8192," + MACHINE + "}";

    /** A question of each kind, as people ask it; what is not here asks nothing. */
    private static final Map<QuestionType, String> EXAMPLES = new EnumMap<>(Map.ofEntries(
            Map.entry(QuestionType.SIZE, LAUNCH),
            Map.entry(QuestionType.FITS, LAUNCH),
            Map.entry(QuestionType.EXPLAIN, LAUNCH),
            Map.entry(QuestionType.BUFFERS, "{\"model\":\"llama3.1:8b\",\"options\":{\"n_ctx\":8192}," + MACHINE + "}"),
            Map.entry(
                    QuestionType.COMPARE_SIZES, "{\"a\":" + LAUNCH + ",\"b\":" + LAUNCH.replace("8192", "16384") + "}"),
            Map.entry(
                    QuestionType.ENGINE_SIZE,
                    "{\"engine\":\"vllm\",\"model\":\"llama3.1:8b\",\"launch\":{\"tensor_parallel_size\":2,\"max_model_len\":32768},"
                            + "\"hardware\":\"2x 3090\"}"),
            Map.entry(QuestionType.SWEEP, LAUNCH.replace("{", "{\"over\":\"ctx\",")),
            Map.entry(QuestionType.FILES, "{\"models\":[\"llama3.1:8b\",\"gemma3:27b\"]," + MACHINE + "}"),
            Map.entry(
                    QuestionType.TEAM,
                    "{\"engine\":\"vllm\",\"model\":\"llama3.1:8b\",\"users\":10,\"ctx\":8192,\"hardware\":\"2x l40s\"}"),
            Map.entry(QuestionType.RECOMMEND, "{\"model\":\"qwen3:32b\",\"use_case\":\"chat\"," + MACHINE + "}"),
            Map.entry(QuestionType.TOGETHER, "{\"models\":[\"qwen3:8b\",\"nomic-embed-text\"]," + MACHINE + "}"),
            Map.entry(
                    QuestionType.COMPARE_MACHINES,
                    "{\"model\":\"qwen3:8b\",\"machines\":[\"rtx4090-24g-64g\",\"2x 3090\"]}"),
            Map.entry(
                    QuestionType.FLEET,
                    "{\"hardware\":[\"2x l40s *4\",\"RTX 4090 *10\"],\"wants\":[{\"model\":\"qwen3:8b\",\"users\":40,"
                            + "\"ctx\":8192}],\"growth\":{\"percent\":5}}"),
            Map.entry(QuestionType.PLAN, "{\"model\":\"qwen3:32b\",\"ctx\":8192," + MACHINE + "}"),
            Map.entry(QuestionType.QUANTS, "{\"model\":\"llama3.1:8b\"," + MACHINE + "}"),
            Map.entry(
                    QuestionType.MATRIX,
                    "{\"yaml\":\"machines:\\n  - id: a\\n    gpus: [{db_id: geforce-rtx-3090-24g}]\\n    ram: 64GiB\\n\"}"),
            Map.entry(
                    QuestionType.SYMPTOM,
                    "{\"log\":[\"ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4096.00 MiB on device 0: cudaMalloc"
                            + " failed: out of memory\"]}"),
            Map.entry(QuestionType.MODELS, "{\"query\":\"qwen3\"}"),
            Map.entry(QuestionType.MODEL, "{\"model\":\"llama3.1:8b\"}"),
            Map.entry(QuestionType.RULES, "{\"action\":\"explain\",\"rule\":\"ram/cpu-only\"}"),
            Map.entry(QuestionType.HARDWARE_NAMES, "{\"query\":\"4090\"}"),
            Map.entry(
                    QuestionType.ENGINE_VERIFY,
                    "{\"engine\":\"vllm\",\"log\":[\"Available KV cache memory: 12.23 GiB\"],\"model\":\"qwen3:8b\","
                            + "\"hardware\":\"RTX 5090\"}"),
            Map.entry(QuestionType.VERIFY, "{\"model\":\"smollm2:135m\"}"),
            Map.entry(QuestionType.BENCH, "{\"model\":\"smollm2:135m\"}")));

    private static final String LISTS = "{\"tensor_split\":[1],\"override_tensor\":[]}";

    /** What a reader must find so that it asks for everything: parts of a launch, rules that are checked. */
    private static final List<String> WHOLE = List.of(
            "{\"model\":\"a\",\"tensor_split\":[1],\"override_tensor\":[],\"over\":\"ctx\",\"options\":LISTS,\"draft_model\":\"b\",\"draft_options\":LISTS,"
                    + "\"devices\":[{}],\"speed\":{},\"models\":[\"a\",\"b\"],\"machines\":[\"a\",\"b\"],\"yaml\":\"a\"}",
            "{\"action\":\"check\",\"yaml\":\"a\"}",
            "{\"engine\":\"vllm\",\"model\":\"a\",\"launch\":{\"speculative_config\":{}}}",
            "{\"a\":{\"model\":\"a\",\"options\":LISTS,\"draft_options\":LISTS},\"b\":{\"model\":\"a\",\"options\":LISTS,"
                    + "\"draft_options\":LISTS}}");

    private Schemas() {}

    /** Returns an example of a question. */
    public static JsonValue example(QuestionType type) {
        return Json.parse(EXAMPLES.getOrDefault(type, "{}"));
    }

    /** Returns the schema of a question's fields: what its reader asks for. */
    public static JsonObject question(QuestionType type) {
        FieldShapes shapes = FieldShapes.recording();
        record(type, example(type), shapes);
        WHOLE.forEach(text -> record(type, Json.parse(text.replace("LISTS", LISTS)), shapes));
        return shapes.schema();
    }

    /** What was asked for before a question is refused was asked for all the same. */
    private static void record(QuestionType type, JsonValue question, FieldShapes shapes) {
        try {
            type.read(QuestionFields.of(question, shapes));
        } catch (RefusedException | IllegalArgumentException e) {
            assert !question.equals(example(type)) : e;
        }
    }

    /** Returns the name of the schema of the documents that answer a question. */
    public static String document(QuestionType type) {
        return DOCUMENTS.getOrDefault(type, type.id());
    }

    /** Returns the names of the schemas of all documents, those of errors among them. */
    public static List<String> names() {
        return Stream.concat(
                        Stream.of("error"), Stream.of(QuestionType.values()).map(Schemas::document))
                .distinct()
                .filter(name -> text(name).isPresent())
                .sorted()
                .toList();
    }

    /** Returns a schema of {@code docs/schema}. */
    public static Optional<String> text(String name) {
        if (!name.matches("[a-z-]{1,40}")) {
            return Optional.empty();
        }
        try (InputStream in = Schemas.class.getResourceAsStream("schema/" + name + ".json")) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
