package dev.llmfit.cli.foreign;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.KeyOverride;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.tensors.TensorCheck;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Readers of models: headers, stores of other programs, configurations, models that a user describes, references. */
final class ModelReaders {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final int LONGEST_HEADER = 16 << 10;

    private static final List<DeviceMemory> CARD =
            List.of(new DeviceMemory("CUDA0", Backend.CUDA, Bytes.ofGib(24), Bytes.ofGib(24)));

    private final Path folder;
    private final Workbench bench;

    ModelReaders(Path folder) {
        this.folder = folder;
        this.bench = Foreign.bench(folder);
    }

    /** The headers of models of every architecture, those that are quick to read. */
    private static List<byte[]> headers() {
        return RecordedHeaders.quantizedSizes().stream()
                .map(RecordedHeaders.QuantizedSize::model)
                .distinct()
                .map(RecordedHeaders::f16)
                .filter(header -> header.length < LONGEST_HEADER)
                .toList();
    }

    /** Sizes a launch of a header on a card: the shortest way past every check. */
    private Object sized(byte[] input) throws IOException {
        Model model = TensorCheck.checked(
                GgufReader.read(ByteSource.ofBytes(input), TensorData.OPTIONAL).toModel("m"));
        return bench.everyKernelEstimator()
                .estimate(model, CARD, LaunchOptions.defaults().withNCtx(4096), EngineBuild.NEWEST)
                .devices()
                .size();
    }

    /** Asks about a file. */
    private ForeignReader.Reading asked(QuestionType type, String fields) {
        Path file = folder.resolve(type.id() + ".gguf");
        JsonObject question =
                (JsonObject) Json.parse("{\"model\":\"" + file + "\",\"header_only\":true" + fields + "}");
        return input -> {
            Files.write(file, input);
            return Json.compact(type.answer(QuestionFields.of(question), bench));
        };
    }

    /** Returns the readers of headers. */
    List<ForeignReader> ofHeaders() {
        return List.of(
                header("header", this::sized),
                header(
                        "header for size",
                        asked(QuestionType.SIZE, ",\"hardware\":\"geforce-rtx-3090-24g\",\"n_ctx\":4096")),
                header("header for quants", asked(QuestionType.QUANTS, "")),
                header("header for explain", asked(QuestionType.EXPLAIN, ",\"vram\":24,\"ram\":64")),
                header("header for show", asked(QuestionType.MODEL, "")));
    }

    private static ForeignReader header(String name, ForeignReader.Reading reading) {
        return new ForeignReader(name, headers(), reading, Foreign.CONTRACT, ChangedHeader::of);
    }

    /** Returns all others. */
    List<ForeignReader> others() throws IOException {
        List<ForeignReader> all = new ArrayList<>(List.of(
                Foreign.reader("config.json", configs(), input -> {
                    if (Json.parse(Foreign.text(input)) instanceof JsonObject config) {
                        return Architectures.fromConfig("org/repo", config).architecture();
                    }
                    return "no object";
                }),
                Foreign.reader(
                        "reference",
                        references(),
                        input -> bench.models()
                                .resolve(Foreign.text(input))
                                .model()
                                .architecture()),
                Foreign.reader(
                        "override-kv",
                        Foreign.texts(
                                "llama.context_length=int:4096", "tokenizer.ggml.pre=str:llama-bpe", "a.b=bool:true"),
                        input -> KeyOverride.parse(Foreign.text(input)).value().getClass())));
        ForeignReader config = all.getFirst();
        all.set(
                0,
                new ForeignReader(
                        config.name(),
                        config.seeds(),
                        config.reading(),
                        t -> t instanceof FieldsException || t instanceof JsonException));
        ForeignReader override = all.removeLast();
        all.add(new ForeignReader(
                override.name(), override.seeds(), override.reading(), t -> t instanceof IllegalArgumentException));
        all.add(userModels());
        all.addAll(ollama());
        return all;
    }

    private static List<byte[]> configs() {
        String text = Foreign.text(Foreign.files(
                        Foreign.PROJECT.resolve("gguf-meta/src/test/resources/dev/llmfit/gguf/convert"), "configs.json")
                .getFirst());
        return ((JsonObject) Json.parse(text))
                .members().values().stream()
                        .map(value -> Foreign.bytes(Json.compact(value)))
                        .toList();
    }

    private static List<byte[]> references() {
        return Foreign.texts(
                "llama3.1:8b",
                "llama3.1:8b-instruct-q4_K_M",
                "hf:bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
                "unsloth/Qwen3-8B-GGUF:UD-Q4_K_XL",
                "ollama:somebody/thing:1b",
                "https://huggingface.co/ggml-org/gpt-oss-20b-GGUF/blob/main/gpt-oss-20b-mxfp4.gguf",
                "./models/qwen3-8b-Q4_K_M-00001-of-00002.gguf",
                "~/x.gguf",
                "Qwen/Qwen3-30B-A3B",
                "smollm2");
    }

    private ForeignReader userModels() throws IOException {
        Path models = Files.createDirectories(folder.resolve(".config/llmfit/models"));
        List<byte[]> seeds = Foreign.files(Foreign.PROJECT.resolve("gguf-meta/src/main/catalog"), ".*\\.yaml").stream()
                .map(file -> Foreign.text(file).lines().limit(60).toList())
                .map(lines -> Foreign.bytes(String.join("\n", lines) + "\n"))
                .toList();
        return Foreign.reader("user model", seeds, input -> {
            Files.write(models.resolve("m.yaml"), input);
            return Catalogue.bundled().withModelsOf(models).summaries().size();
        });
    }

    private List<ForeignReader> ollama() throws IOException {
        Path store = folder.resolve(".ollama/models");
        Path manifest = store.resolve("manifests/registry.ollama.ai/library/m/latest");
        Path blob = store.resolve("blobs/" + DIGEST.replace(':', '-'));
        Files.createDirectories(manifest.getParent());
        Files.createDirectories(blob.getParent());
        String layer = "{\"mediaType\":\"application/vnd.ollama.image.%s\",\"digest\":\"" + DIGEST + "\",\"size\":561}";
        String whole =
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"config\":"
                        + layer.formatted("config") + ",\"layers\":["
                        + String.join(
                                ",",
                                layer.formatted("model"),
                                layer.formatted("projector"),
                                layer.formatted("template"),
                                layer.formatted("params"),
                                layer.formatted("adapter"))
                        + "]}";
        String config =
                "{\"model_format\":\"gguf\",\"model_family\":\"llama\",\"model_families\":[\"llama\"],\"model_type\":\"8.0B\","
                        + "\"file_type\":\"Q4_K_M\",\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\"}}";
        String parameters = "{\"num_ctx\":4096,\"num_gpu\":99,\"stop\":[\"<|eot_id|>\"],\"temperature\":0.6}";
        LocalModels models = bench.localModels();
        return List.of(
                Foreign.reader("Ollama manifest", Foreign.texts(whole), input -> {
                    Files.write(manifest, input);
                    Files.writeString(blob, config);
                    return models.list().size();
                }),
                Foreign.reader("Ollama blob", Foreign.texts(config, parameters, "{{ .Prompt }}"), input -> {
                    Files.writeString(manifest, whole);
                    Files.write(blob, input);
                    QuestionType.LOCAL_MODELS.answer(QuestionFields.of(Json.parse("{}")), bench);
                    return models.find("m").size();
                }));
    }
}
