package dev.llmfit.cli.foreign;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionLines;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.rules.RulesQuestion;
import dev.llmfit.answers.update.UpdateQuestion;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.fixtures.PublicLogs;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.units.KnowledgeFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Readers of rules and of questions in JSON. */
final class QuestionReaders {
    /** A batch looks each model up once and keeps it; one of so many lines is enough for a test. */
    private static final int LINES_OF_A_BATCH = 500;

    private final Path folder;
    private final Workbench bench;

    QuestionReaders(Path folder) {
        this.folder = folder;
        this.bench = Foreign.bench(folder);
    }

    List<ForeignReader> all() {
        List<byte[]> rules =
                new ArrayList<>(Foreign.files(Foreign.PROJECT.resolve("rules/src/main/resources/rules"), ".*\\.yaml"));
        rules.addAll(Foreign.files(Path.of("src/test/resources/dev/llmfit/cli/rules"), "mine\\.yaml"));
        List<byte[]> cases = new ArrayList<>(
                Foreign.files(Foreign.PROJECT.resolve("rules/src/test/resources/dev/llmfit/rules"), ".*\\.yaml"));
        cases.addAll(Foreign.files(Path.of("src/test/resources/dev/llmfit/cli/rules"), "cases\\.yaml"));
        return List.of(
                Foreign.reader("rules", rules, this::rules),
                Foreign.reader(
                        "cases of rules",
                        cases,
                        input -> bench.ask(new RulesQuestion.Test("cases.yaml", Foreign.text(input)))
                                .outcome()),
                Foreign.reader("line of a batch", lines(), new Batch()),
                Foreign.reader("bundle of knowledge", bundles(), this::bundle));
    }

    /** A bundle of what is in use already: it is read whole, and nothing is installed. */
    private static List<byte[]> bundles() {
        String hash = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"; // of one byte 0
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("knowledge.json"));
            out.write(Foreign.bytes("{\"schema\":\"llmfit/knowledge/1\",\"version\":\""
                    + KnowledgeFiles.bundledVersion() + "\",\"form\":1,\"files\":[{"
                    + "\"path\":\"catalog/a.yaml\",\"bytes\":1,\"sha256\":\"" + hash + "\"}]}"));
            out.putNextEntry(new ZipEntry("knowledge.sig"));
            out.write(Foreign.bytes("0123456789abcdef AAAA\n"));
            out.putNextEntry(new ZipEntry("catalog/a.yaml"));
            out.write(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(bytes.toByteArray());
    }

    private Object bundle(byte[] input) throws IOException {
        Path file = Files.write(folder.resolve("knowledge.zip"), input);
        return bench.ask(new UpdateQuestion(Optional.of(file.toString()), true, false));
    }

    private Object rules(byte[] input) {
        Problems problems = new Problems();
        for (Rule rule : RuleBook.read("mine.yaml", Foreign.text(input), problems)) {
            rule.apply(Facts.builder().build());
        }
        return bench.ask(new RulesQuestion.Check("mine.yaml", Foreign.text(input)))
                        .outcome() + " " + problems.isEmpty();
    }

    private static List<byte[]> lines() {
        List<byte[]> lines = new ArrayList<>(Foreign.texts(
                "{\"id\":\"a\",\"model\":\"llama3.1:8b\",\"quant\":\"Q4_K_M\",\"hardware\":\"geforce-rtx-3090-24g\","
                        + "\"options\":{\"n_ctx\":8192,\"n_gpu_layers\":20,\"tensor_split\":[1,2],\"type_k\":\"q8_0\","
                        + "\"override_tensor\":\"\\\\.ffn_.*=CPU\"},\"speed\":{\"n_prompt\":512,\"n_gen\":128,\"depth\":0},"
                        + "\"engine_build\":\"b9010\"}",
                "{\"id\":7,\"model\":\"smollm2:135m\",\"devices\":[{\"name\":\"CUDA0\",\"backend\":\"cuda\",\"free_bytes\":25769803776,"
                        + "\"total_bytes\":25769803776}],\"options\":{\"n_ctx\":1000,\"flash_attn\":\"on\",\"n_cpu_moe\":3,"
                        + "\"spec_type\":\"draft-mtp\",\"n_draft\":4}}",
                "{\"ask\":\"size\",\"model\":\"llama3.1:70b\",\"hardware\":\"2x geforce-rtx-3090-24g\",\"n_ctx\":\"8k\","
                        + "\"n_parallel\":4,\"kv_unified\":true,\"mmproj\":\"auto\",\"draft_model\":\"llama3.2:1b\",\"n_draft\":8}",
                "{\"ask\":\"explain\",\"model\":\"qwen3:8b\",\"vram\":24,\"ram\":\"64GB\",\"ram_bandwidth\":\"DDR5-6000\"}",
                "{\"ask\":\"compare_sizes\",\"a\":{\"model\":\"qwen3:8b\",\"vram\":24},\"b\":{\"model\":\"qwen3:8b\",\"vram\":12}}",
                "{\"ask\":\"quants\",\"model\":\"smollm2:360m\",\"hardware\":\"geforce-rtx-3060-12g\",\"imatrix\":true}",
                "{\"ask\":\"models\",\"query\":\"qwen3 8b\",\"hardware\":\"rtx4090-24g-64g\"}",
                "{\"ask\":\"model\",\"model\":\"llama3.1:8b\"}",
                "{\"ask\":\"hardware_names\",\"query\":\"3090\"}",
                "{\"ask\":\"probe\",\"hardware\":\"rtx4090-24g-64g\"}",
                "{\"ask\":\"fleet\",\"hardware\":[\"RTX 3090 *2\"],\"want\":[\"smollm2:135m=4@2k>=15\"],\"wants\":[{\"model\":"
                        + "\"smollm2:360m\",\"users\":2,\"ctx\":\"4k\",\"tps\":9.5,\"priority\":2,\"growth\":3}],\"growth\":{\"percent\":2,"
                        + "\"months\":2,\"power_price\":0.3}}",
                "{\"ask\":\"rules\"}",
                "{\"ask\":\"symptom\",\"log\":[\"cudaMalloc failed: out of memory\"],\"symptom\":\"oom\"}",
                "{\"ask\":\"recommend\",\"model\":\"smollm2:135m\",\"hardware\":\"geforce-rtx-3090-24g\",\"use_case\":\"chat\","
                        + "\"users\":2,\"n_ctx\":4096,\"quant\":\"Q4_K_M\"}"));
        PublicLogs.launches().stream()
                .limit(20)
                .map(line -> Json.parse(line).get("request").orElseThrow())
                .forEach(request -> lines.add(Foreign.bytes(Json.compact(request))));
        return lines;
    }

    /** Answers one line after the other; begins a batch anew now and then. */
    private final class Batch implements ForeignReader.Reading {
        private int asked;
        private QuestionLines lines = begun();

        private QuestionLines begun() {
            return new QuestionLines(
                    bench, folder, QuestionType.BUFFERS, JsonObject.builder().build(), new CommandWords());
        }

        @Override
        public Object of(byte[] input) {
            if (asked++ % LINES_OF_A_BATCH == 0) {
                lines = begun();
            }
            JsonObject answer = lines.answer(Foreign.text(input).replace('\n', ' '));
            String code = answer.get("error").flatMap(e -> e.string("code")).orElse("");
            if (code.equals("unexpected") || code.equals("out-of-memory") || code.equals("io")) {
                throw new AssertionError(Json.compact(answer));
            }
            return code.isEmpty() ? answer.members().keySet() : Json.compact(answer);
        }
    }
}
