package dev.llmfit.recommend.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    /** Options of Ollama's runner, {@code api.Runner} in {@code api/types.go}. */
    private static final Set<String> OLLAMA_PARAMETERS =
            Set.of("num_ctx", "num_batch", "num_gpu", "main_gpu", "use_mmap", "num_thread");

    /** Sampling options of Ollama, {@code api.Options} in the same file. */
    private static final Set<String> OLLAMA_SAMPLING =
            Set.of("temperature", "top_p", "top_k", "min_p", "presence_penalty", "repeat_penalty");

    /** Keys of {@code llmLoadModelConfigSchema} and {@code gpuSettingSchema} in LM Studio's SDK that a plan may need. */
    private static final Set<String> LM_STUDIO_KEYS = Set.of(
            "gpu",
            "ratio",
            "numCpuExpertLayersRatio",
            "mainGpu",
            "splitStrategy",
            "disabledGpus",
            "maxParallelPredictions",
            "contextLength",
            "evalBatchSize",
            "physicalBatchSize",
            "flashAttention",
            "llamaKCacheQuantizationType",
            "llamaVCacheQuantizationType");

    /** Keys of what stands beside them: the model with its commands, and {@code llmPredictionConfigInputSchema} of the SDK. */
    private static final Set<String> LM_STUDIO_OTHERS = Set.of(
            "model",
            "get",
            "load",
            "config",
            "prediction",
            "temperature",
            "topPSampling",
            "topKSampling",
            "minPSampling",
            "repeatPenalty");

    /** Arguments of text-generation-webui, {@code modules/shared.py}. */
    private static final Set<String> TEXTGEN_FLAGS = Set.of(
            "--model",
            "--specific-file",
            "--loader",
            "--ctx-size",
            "--cache-type",
            "--gpu-layers",
            "--cpu-moe",
            "--tensor-split",
            "--batch-size",
            "--ubatch-size",
            "--parallel",
            "--extra-flags");

    private static Plan plan(String file, int gpus, boolean embedding) {
        return new Plan(
                "m",
                "Q8_0",
                new FileSource.Local(file),
                ImageInput.NONE,
                Optional.empty(),
                LaunchOptions.defaults().withNCtx(2048).withNGpuLayers(3),
                true,
                3,
                new PlannedGpus(gpus, gpus == 0 ? Optional.empty() : Optional.of(Backend.CUDA), Bytes.ofGib(6)),
                1,
                Bytes.ofGib(1),
                Plans.growth(1, 8192, 0),
                embedding);
    }

    /** The texts of three plans for every target. LLMFIT_GOLDEN=write in the environment writes them anew. */
    @ParameterizedTest
    @ValueSource(strings = {"full-gpu", "moe-offload", "two-gpus"})
    void textsAreAsTheyWereReviewed(String name) throws IOException {
        Plan plan = Objects.requireNonNull(Plans.all().get(name));
        StringBuilder text = new StringBuilder();
        for (Target target : Target.values()) {
            text.append("===== ")
                    .append(target.id())
                    .append('\n')
                    .append(target.emit(plan).stripTrailing());
            text.append('\n');
        }
        Path golden = Path.of("src/test/resources/dev/llmfit/recommend/emit", name + ".txt");
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text.toString());
    }

    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            names = {"LLAMA_SERVER", "LLAMA_CLI", "SYSTEMD"})
    void everyFlagIsOneOfLlamaServer(Target target) throws IOException {
        Map<String, Boolean> known = flags();
        List<Plan> plans = new ArrayList<>(Plans.all().values());
        plans.add(plan("x.gguf", 1, true));
        for (Plan plan : plans) {
            String line = target.emit(plan)
                    .lines()
                    .filter(l -> l.contains(" -m ") || l.contains(" -hf "))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("'[^']*'|\"(\\\\.|[^\"\\\\])*\"", "x");
            String[] words = line.substring(Math.max(line.indexOf(" -m "), line.indexOf(" -hf ")) + 1)
                    .split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                Boolean value = known.get(words[i]);
                assertTrue(value != null || !words[i].startsWith("-"), words[i] + " in " + line);
                assertTrue(value == null || value == (i + 1 < words.length && !words[i + 1].startsWith("-")), line);
            }
        }
    }

    @Test
    void everyPresetKeyIsALongFlag() throws IOException {
        Map<String, Boolean> known = flags();
        for (Plan plan : List.of(Plans.fullGpu(), Plans.moeOffload(), Plans.reasoning(), plan("x.gguf", 1, true))) {
            for (String line : Target.PRESET
                    .emit(plan)
                    .lines()
                    .filter(l -> l.contains(" = "))
                    .toList()) {
                String key = line.substring(0, line.indexOf(' '));
                assertTrue(key.equals("version") || known.containsKey("--" + key), line);
            }
        }
    }

    private static Map<String, Boolean> flags() throws IOException {
        Map<String, Boolean> flags = new HashMap<>();
        try (InputStream in = TargetTest.class.getResourceAsStream("llama-server-b11434.tsv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(l -> l.startsWith("-")).toList()) {
                boolean value = line.endsWith("value");
                Arrays.stream(line.substring(0, line.indexOf('\t')).split(",")).forEach(name -> flags.put(name, value));
            }
        }
        return flags;
    }

    @Test
    void aModelfileHoldsWhatOllamaParses() {
        for (Plan plan : Plans.all().values()) {
            List<String> lines = Target.MODELFILE.emit(plan).lines().toList();
            assertEquals(1, lines.stream().filter(l -> l.startsWith("FROM ")).count());
            for (String line : lines) {
                String[] words = line.split(" ", 3);
                boolean known = line.startsWith("#")
                        || words[0].equals("FROM")
                        || (words[0].equals("PARAMETER")
                                && (OLLAMA_PARAMETERS.contains(words[1])
                                        ? Integer.parseInt(words[2]) >= 0
                                        : OLLAMA_SAMPLING.contains(words[1]) && Double.parseDouble(words[2]) >= 0));
                assertTrue(known, line);
            }
        }
        assertTrue(Target.MODELFILE.emit(Plans.twoGpus()).contains("OLLAMA_KV_CACHE_TYPE=q8_0"));
        assertTrue(Target.MODELFILE.emit(Plans.twoGpus()).contains("num_ctx 8192"), "context of one slot");
    }

    /** The makers' values are the defaults of whatever serves the model, and of its clients. */
    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OLLAMA", "TEXTGEN"})
    void samplingIsThatOfTheMakers(Target target) {
        String text = target.emit(Plans.reasoning());
        assertTrue(text.matches("(?s).*temp(erature)?\\W{1,5}1\\b.*"), text);
        assertTrue(text.matches("(?s).*top[-_]?[kK](Sampling)?\\W{1,5}20\\b.*"), text);
        String plain = target.emit(Plans.twoGpus());
        assertFalse(plain.contains("--temp ") || plain.contains("temperature"), "nothing is made up: " + plain);
    }

    @Test
    void theTemplateOfTheModelIsUsedWhereItCallsTools() {
        assertTrue(Target.LLAMA_SERVER.emit(Plans.reasoning()).contains(" --jinja "));
        assertFalse(Target.LLAMA_SERVER.emit(Plans.twoGpus()).contains("--jinja"));
    }

    @Test
    void lmStudioIsToldWhichModel() {
        String text = Target.LMSTUDIO.emit(Plans.reasoning());
        assertTrue(text.contains("lms get https://huggingface.co/ggml-org/Qwen3.6-35B-A3B-GGUF@q4_k_m"), text);
        assertTrue(text.contains("lms load ggml-org/Qwen3.6-35B-A3B-GGUF --context-length 16384 --gpu max"), text);
        assertTrue(Target.LMSTUDIO.emit(Plans.twoGpus()).contains("lms import "), "a file is made known");
    }

    @Test
    void ollamaIsNotToldToPutAllExpertsOnTheGpu() {
        assertFalse(Target.MODELFILE.emit(Plans.moeOffload()).contains("PARAMETER num_gpu"));
    }

    @Test
    void desktopProgramsGetOnlyWhatTheyKnow() {
        for (Plan plan : Plans.all().values()) {
            for (String part : Target.LMSTUDIO.emit(plan).split("\"", -1)) {
                boolean key = part.matches("[a-z]\\w+") && !part.matches("max|off|evenly|[fq]\\d+_?\\d*");
                assertTrue(!key || LM_STUDIO_KEYS.contains(part) || LM_STUDIO_OTHERS.contains(part), part);
            }
            for (String word : Target.TEXTGEN
                    .emit(plan)
                    .replace("'\\''", "")
                    .replaceAll("'[^']*'", "x")
                    .split(" ", -1)) {
                assertTrue(!word.startsWith("--") || TEXTGEN_FLAGS.contains(word), word);
            }
        }
        assertTrue(Target.TEXTGEN.emit(Plans.moeOffload()).contains("--extra-flags '--n-cpu-moe 26'"));
        assertTrue(Target.LMSTUDIO.emit(Plans.moeOffload()).contains("\"numCpuExpertLayersRatio\": 0.7222"));
    }

    private static Plan published(int parts, Optional<String> listed, boolean vision) {
        String file = parts == 1 ? "m-Q8_0.gguf" : "m-Q8_0-00001-of-0000" + parts + ".gguf";
        return from(new FileSource.Published("org/m-GGUF", "Q8_0", file, parts, listed), vision);
    }

    private static Plan from(FileSource source, boolean vision) {
        Plan plain = plan("x.gguf", 1, false);
        return new Plan(
                plain.model(),
                plain.fileType(),
                source,
                vision ? ImageInput.LEFT_OUT : ImageInput.NONE,
                plain.ollama(),
                plain.options(),
                plain.flashAttn(),
                plain.layers(),
                plain.cards(),
                plain.threads(),
                plain.host(),
                plain.growth(),
                plain.embedding());
    }

    @Test
    void ollamaIsOnlyToldTagsThatExist() {
        String create = "ollama create m-q8-0 -f Modelfile && ollama run m-q8-0";
        Optional<String> day = Optional.of("2026-10-07");
        assertEquals("ollama run hf.co/org/m-GGUF:Q8_0", Target.OLLAMA.emit(published(1, day, false)));
        assertEquals(create, Target.OLLAMA.emit(published(3, day, false)), "Ollama takes no parts");
        assertEquals(create, Target.OLLAMA.emit(published(1, Optional.empty(), false)), "not listed");
        assertEquals(
                create,
                Target.OLLAMA.emit(from(new FileSource.ToMake("m-Q8_0.gguf", "Q8_0", day, Optional.empty()), false)));
        String modelfile = Target.MODELFILE.emit(published(3, day, false));
        assertTrue(modelfile.contains("FROM ./m-Q8_0.gguf\n"), modelfile);
        assertTrue(modelfile.contains("llama-gguf-split --merge m-Q8_0-00001-of-00003.gguf m-Q8_0.gguf"), modelfile);
    }

    @Test
    void publishedFilesAreFetchedByLlamaCpp() {
        Plan plan = published(3, Optional.of("2026-10-07"), true);
        assertTrue(Target.LLAMA_SERVER.emit(plan).startsWith("llama-server -hf org/m-GGUF:Q8_0 --no-mmproj -ngl"));
        assertTrue(Target.PRESET.emit(plan).contains("hf-repo = org/m-GGUF:Q8_0\n"));
        assertTrue(Target.PRESET.emit(plan).contains("mmproj-auto = false\n"));
        for (Target service : List.of(Target.COMPOSE, Target.SYSTEMD, Target.KUBERNETES)) {
            String text = service.emit(plan);
            assertTrue(text.contains("LLAMA_CACHE") && !text.contains("readOnly") && !text.contains(":ro"), text);
        }
        Plan made = from(new FileSource.ToMake("m-Q8_0.gguf", "Q8_0", Optional.empty(), Optional.empty()), true);
        assertTrue(Target.LLAMA_SERVER.emit(made).startsWith("llama-server -m m-Q8_0.gguf -ngl"));
    }

    @Test
    void withoutGpusThereIsNoNglFlag() {
        assertFalse(Target.LLAMA_SERVER.emit(plan("x.gguf", 0, false)).contains("-ngl"));
    }

    @Test
    void oddFileNamesStayOneWordOfTheShell() {
        String command = Target.LLAMA_SERVER.emit(plan("it's $(here); x.gguf", 1, false));
        assertTrue(command.startsWith("llama-server -m 'it'\\''s $(here); x.gguf' -ngl"), command);
    }

    @Test
    void aLibraryNameMeansQ4KmOtherFilesAreCreatedFirst() {
        assertEquals("ollama run llama3.1:8b", Target.OLLAMA.emit(Plans.fullGpu()));
        assertEquals(
                "ollama create m-q8-0 -f Modelfile && ollama run m-q8-0", Target.OLLAMA.emit(plan("x.gguf", 1, false)));
    }

    @Test
    void namesThatAFormatCannotQuoteAreSaidToBeSo() {
        assertTrue(Target.PRESET.obstacle(plan("a#b.gguf", 1, false)).isPresent());
        assertTrue(Target.SYSTEMD.obstacle(plan("a\nb.gguf", 1, false)).isPresent());
        assertTrue(Target.OPENAI.obstacle(plan("a\nimport os.gguf", 1, false)).isPresent());
        for (Target target : Target.values()) {
            assertEquals(Optional.empty(), target.obstacle(Plans.twoGpus()));
        }
    }

    @Test
    void slugsAreLabels() {
        Plan longName = new Plan(
                "x".repeat(80) + "-",
                "…",
                new FileSource.Local("x"),
                ImageInput.NONE,
                Optional.empty(),
                LaunchOptions.defaults(),
                true,
                1,
                new PlannedGpus(0, Optional.empty(), Bytes.ZERO),
                1,
                Bytes.ZERO,
                HostGrowth.NONE,
                false);
        assertEquals("x".repeat(63), longName.slug());
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void everyTargetIsFoundByItsName(Target target) {
        assertEquals(Optional.of(target), Target.byId(target.id()));
        assertFalse(target.emit(plan("x.gguf", 1, false)).isBlank());
    }
}
