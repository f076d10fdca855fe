package dev.llmfit.sizing.mlx;

import static java.util.Objects.requireNonNull;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Rows that mlx-lm's own classes gave, and peaks that people published. */
final class MlxRows {
    private static final Map<String, MlxMemory> MODELS = new ConcurrentHashMap<>();

    private MlxRows() {}

    /** A row. */
    record Row(String id, String model, JsonObject launch, JsonObject expect, String source) {
        boolean isOfClasses() {
            return source.equals("model classes");
        }

        boolean isCache() {
            return launch.get("prompt_tokens").isPresent();
        }

        MlxMemory memory() {
            return MODELS.computeIfAbsent(
                    model,
                    id -> MlxMemory.of(Catalogue.bundled()
                            .find(id)
                            .map(CatalogueEntry::modelWithoutNextTokenLayers)
                            .orElseThrow()));
        }

        MlxLaunch read() {
            return new MlxLaunch(
                    quantization(),
                    whole("prompt_tokens").orElse(0),
                    whole("generated_tokens").orElse(0),
                    whole("prefill_step_size").orElse(MlxLaunch.DEFAULT_STEP),
                    whole("kv_bits").stream().mapToInt(Math::toIntExact).findFirst(),
                    Math.toIntExact(whole("kv_group_size").orElse(MlxLaunch.DEFAULT_KV_GROUP)),
                    whole("quantized_kv_start").orElse(MlxLaunch.DEFAULT_QUANTIZED_START),
                    whole("max_kv_size"));
        }

        private Optional<MlxQuantization> quantization() {
            if (!(launch.get("quantization").orElse(null) instanceof JsonObject way)) {
                return Optional.empty();
            }
            Optional<String> mode = way.get("mode").flatMap(JsonValue::asText);
            Optional<String> recipe = way.get("recipe").flatMap(JsonValue::asText);
            if (mode.isPresent()) {
                return mode.flatMap(MlxQuantization.Floats::named).map(q -> q);
            }
            if (recipe.isPresent()) {
                return recipe.flatMap(MlxQuantization.Recipe::named).map(q -> q);
            }
            return Optional.of(new MlxQuantization.Affine(
                    (int) way.get("bits").orElseThrow().asNumber().orElseThrow(),
                    (int) way.get("group_size").orElseThrow().asNumber().orElseThrow()));
        }

        private OptionalLong whole(String name) {
            var number = launch.get(name).map(JsonValue::asNumber).orElse(java.util.OptionalDouble.empty());
            return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
        }

        OptionalLong expected(String name) {
            var number = expect.get(name).map(JsonValue::asNumber).orElse(java.util.OptionalDouble.empty());
            return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
        }
    }

    static List<Row> all() {
        try (InputStream in = requireNonNull(MlxRows.class.getResourceAsStream("rows.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> (JsonObject) Json.parse(line))
                    .map(MlxRows::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(JsonObject line) {
        return new Row(
                text(line, "id"),
                text(line, "model"),
                (JsonObject) line.get("launch").orElseThrow(),
                (JsonObject) line.get("expect").orElseThrow(),
                text(line, "source"));
    }

    private static String text(JsonObject line, String name) {
        return line.get(name).flatMap(JsonValue::asText).orElse("");
    }
}
