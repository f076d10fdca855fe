package dev.llmfit.gguf.checkpoint;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint: its configuration and the tensors of its safetensors files. Of several sets of the same weights one counts, as
 * engines load it: the shards that the index names; without an index {@code model.safetensors}, the numbered shards, or all that is
 * no {@code consolidated.safetensors}.
 *
 * <p>Source: {@code filter_duplicate_safetensors_files} in vLLM's {@code model_loader/weight_utils.py}.
 *
 * @param name repository or folder
 * @param config {@code config.json}
 * @param quantization how its weights were quantized, from {@code config.json} or {@code hf_quant_config.json}
 * @param tensors of all its files
 * @param files the files that count
 */
public record Checkpoint(
        String name,
        JsonObject config,
        Optional<JsonObject> quantization,
        List<StoredTensor> tensors,
        List<String> files) {
    private static final String CONFIG = "config.json";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String MODELOPT = "hf_quant_config.json";
    private static final String SUFFIX = ".safetensors";
    private static final String WHOLE = "model" + SUFFIX;
    private static final String CONSOLIDATED = "consolidated";

    /** Shards of a checkpoint; the largest published has some 200. Judgement. */
    private static final int MOST_FILES = 2000;

    /** Tensors of a checkpoint: 61 layers of 384 experts with three matrices of four tensors are 281,000. Judgement. */
    private static final int MOST_TENSORS = 2_000_000;

    private static final Pattern SHARD = Pattern.compile("(.+-)(\\d{1,6})-of-(\\d{1,6})\\.safetensors");

    public Checkpoint {
        tensors = List.copyOf(tensors);
        files = List.copyOf(files);
    }

    /** Returns whether files are those of a checkpoint: a configuration and safetensors, and nothing for llama.cpp. */
    public static boolean isOne(Collection<String> files) {
        return files.contains(CONFIG)
                && files.stream().anyMatch(f -> f.endsWith(SUFFIX))
                && files.stream().noneMatch(f -> f.endsWith(".gguf"));
    }

    /**
     * Reads a checkpoint.
     *
     * @throws CheckpointException if a file is missing or is not what it should be
     */
    public static Checkpoint read(CheckpointFiles source) throws IOException {
        List<String> present = source.files();
        if (!present.contains(CONFIG)) {
            throw new CheckpointException(source.name() + " has no " + CONFIG);
        }
        JsonObject config = source.json(CONFIG);
        Map<String, String> index = present.contains(INDEX) ? index(source) : Map.of();
        List<String> files = index.isEmpty() ? chosen(source.name(), present) : named(source.name(), present, index);
        List<StoredTensor> tensors = new ArrayList<>();
        Map<String, String> found = new HashMap<>();
        for (String file : files) {
            for (StoredTensor tensor : source.tensors(file)) {
                String other = found.put(tensor.name(), file);
                if (other != null) {
                    throw new CheckpointException(
                            source.name() + " has the tensor " + tensor.name() + " in " + other + " and in " + file);
                }
                tensors.add(tensor);
            }
            if (tensors.size() > MOST_TENSORS) {
                throw new CheckpointException(source.name() + " has more than " + MOST_TENSORS + " tensors");
            }
        }
        for (Map.Entry<String, String> wanted : index.entrySet()) {
            if (!wanted.getValue().equals(found.get(wanted.getKey()))) {
                throw new CheckpointException(source.name() + ": " + INDEX + " says that " + wanted.getKey() + " is in "
                        + wanted.getValue() + ", which does not have it");
            }
        }
        return new Checkpoint(source.name(), config, quantization(source, present, config), tensors, files);
    }

    private static Map<String, String> index(CheckpointFiles source) throws IOException {
        Map<String, String> places = new HashMap<>();
        if (source.json(INDEX).get("weight_map").orElse(null) instanceof JsonObject map) {
            for (var member : map.members().entrySet()) {
                if (!(member.getValue() instanceof JsonString file)) {
                    throw new CheckpointException(
                            source.name() + ": " + INDEX + " names no file for " + member.getKey());
                }
                places.put(member.getKey(), file.value());
            }
        }
        if (places.isEmpty()) {
            throw new CheckpointException(source.name() + ": " + INDEX + " has no weight_map");
        }
        return places;
    }

    private static List<String> named(String name, List<String> present, Map<String, String> index)
            throws CheckpointException {
        Set<String> files = new LinkedHashSet<>(index.values().stream().sorted().toList());
        for (String file : files) {
            if (!present.contains(file)) {
                throw new CheckpointException(name + " lacks " + file + ", which " + INDEX + " names");
            }
        }
        return bounded(name, List.copyOf(files));
    }

    private static List<String> chosen(String name, List<String> present) throws CheckpointException {
        if (present.contains(WHOLE)) {
            return List.of(WHOLE);
        }
        List<String> all =
                present.stream().filter(f -> f.endsWith(SUFFIX)).sorted().toList();
        List<String> usual =
                all.stream().filter(f -> !f.startsWith(CONSOLIDATED)).toList();
        List<String> files = usual.isEmpty() ? all : usual;
        if (files.isEmpty()) {
            throw new CheckpointException(name + " has no safetensors files");
        }
        for (String file : files) {
            Matcher shard = SHARD.matcher(file);
            if (shard.matches()) {
                complete(name, present, shard);
            }
        }
        return bounded(name, files);
    }

    private static void complete(String name, List<String> present, Matcher shard) throws CheckpointException {
        int count = Integer.parseInt(shard.group(3));
        int width = shard.group(2).length();
        for (int i = 1; i <= Math.min(count, MOST_FILES); i++) {
            String number = String.valueOf(i);
            String file = shard.group(1) + "0".repeat(Math.max(0, width - number.length())) + number + "-of-"
                    + shard.group(3) + SUFFIX;
            if (!present.contains(file)) {
                throw new CheckpointException(name + " lacks " + file);
            }
        }
    }

    private static List<String> bounded(String name, List<String> files) throws CheckpointException {
        if (files.size() > MOST_FILES) {
            throw new CheckpointException(name + " has more than " + MOST_FILES + " safetensors files");
        }
        return files;
    }

    private static Optional<JsonObject> quantization(CheckpointFiles source, List<String> present, JsonObject config)
            throws IOException {
        for (JsonObject part : parts(config)) {
            for (String key : List.of("quantization_config", "compression_config", "quantization")) {
                if (part.get(key).orElse(null) instanceof JsonObject said) {
                    return Optional.of(said);
                }
            }
        }
        if (!present.contains(MODELOPT)) {
            return Optional.empty();
        }
        JsonObject whole = source.json(MODELOPT);
        JsonObject said = whole.get("quantization").orElse(null) instanceof JsonObject inner ? inner : whole;
        return Optional.of(said.toBuilder()
                .replace("quant_method", new JsonString("modelopt"))
                .build());
    }

    /** Returns the configuration and that of its language model, which newer files keep apart. */
    private static List<JsonObject> parts(JsonObject config) {
        List<JsonObject> parts = new ArrayList<>(List.of(config));
        for (String name : List.of("text_config", "llm_config", "language_config")) {
            if (config.get(name).orElse(null) instanceof JsonObject text) {
                parts.add(text);
            }
        }
        return parts;
    }

    /** Returns a value of the language model's configuration, or of the whole where that has none. */
    public Optional<JsonValue> setting(String name) {
        return parts(config).reversed().stream()
                .flatMap(p -> p.get(name).stream())
                .findFirst();
    }

    /** Returns the class that the configuration names, or else its type. */
    public String className() {
        return config.get("architectures").stream()
                .flatMap(a -> a.items().stream())
                .flatMap(a -> a.asText().stream())
                .findFirst()
                .or(() -> config.string("model_type"))
                .orElse("of no name");
    }

    /** Returns the bytes of all tensors. */
    public long bytes() {
        return tensors.stream().mapToLong(StoredTensor::bytes).reduce(0, Math::addExact);
    }
}
