package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.models.LocalModelsQuestion;
import dev.llmfit.answers.models.ModelsAnswer;
import dev.llmfit.answers.models.ModelsQuestion;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsCommandTest {
    private static final HardwareSelector MACHINE = HardwareSelector.named("rtx4090-24g-64g");

    @TempDir
    private Path home = Path.of("");

    /** Settings of a user who has nothing but this home folder. */
    private Settings atHome() {
        Environment environment = Environment.ofProcess()
                .withVariables(Map.of("OLLAMA_MODELS", home.resolve("ollama").toString()))
                .withHome(home)
                .withOsName("Linux");
        return new Settings(environment, true);
    }

    @ParameterizedTest
    @CsvSource({
        "models-qwen, models qwen3 8b --hardware rtx4090-24g-64g",
        "models-coding, models coding --hardware geforce-rtx-3060-12g",
        "models-filtered, 'models --show open,whole --sort ability --hardware rtx4090-24g-64g'",
        "models-all, models --all gemma --hardware apple-m2-max-38c-96g",
        "model-llama, models show llama3.1:8b",
        "model-latent-attention, models show deepseek-v3",
        "model-hybrid, models show qwen3-next-80b-a3b",
        "model-vision, models show gemma3:27b",
        "model-encoder, models show bge-m3",
    })
    void textIsAsRecorded(String name, String command) throws IOException {
        CommandRun run = CommandRun.of(command.split(" ", -1));
        assertEquals(0, run.exit(), run.err());
        GoldenText.check(name, run.out());
    }

    @Test
    void noLineIsWiderThanTheConsole() {
        String text = CommandRun.of("models", "qwen3", "8b", "--hardware", "rtx4090-24g-64g")
                .out();
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    }

    @Test
    void wordsOfANameNeedNotStandTogether() {
        ModelsAnswer answer = CommandRun.bench().ask(new ModelsQuestion("llama 8b", MACHINE));
        List<String> found =
                answer.models().stream().limit(2).map(m -> m.summary().id()).toList();
        assertEquals(2, found.size());
        assertTrue(found.stream().allMatch(id -> id.contains("llama") && id.contains("8b")), found.toString());
    }

    @Test
    void aWordThatIsNoFilterIsRefusedWithThoseThatAre() {
        CommandRun run = CommandRun.of("models", "--show", "fits,tiny");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("write one of fits, whole, images, code, open"), run.err());
    }

    @Test
    void whatALocalListDoesNotDoIsRefused() {
        CommandRun run = CommandRun.of("models", "--local", "--sort", "name");
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("'--sort' does not go with 'models --local'"), run.err());
    }

    @Test
    void withoutAQueryAllModelsAreListed() {
        ModelsAnswer all = CommandRun.bench().ask(new ModelsQuestion(" ", MACHINE));
        assertEquals(Catalogue.bundled().summaries().size(), all.models().size());
        assertEquals("", all.query());
        String text = CommandRun.of("models", "--hardware", "rtx4090-24g-64g").out();
        assertTrue(text.contains(all.models().size() + " models"), text);
    }

    @Test
    void nothingFoundNamesTheNearest() {
        CommandRun run = CommandRun.of("models", "qwen3", "9999b", "--hardware", "rtx4090-24g-64g");
        assertEquals(4, run.exit());
        assertTrue(run.err().contains("qwen3:8b"), run.err());
    }

    @Test
    void aMachineThatIsNamedWronglyIsAnError() {
        assertEquals(5, CommandRun.of("models", "qwen3", "--hardware", "nosuch").exit());
    }

    /** 1.5 GiB beside the weights are less than the reserve of a machine with so much memory. */
    @Test
    void whatRecommendRefusesIsNotSaidToFit() {
        String reference = "llama3.1:70b";
        ModelSummary model = Catalogue.bundled().find(reference).orElseThrow().summary();
        Pool pool =
                CommandRun.bench().machine(HardwareSelector.named("rpi5-8g")).hostPool();
        long taken = pool.capacity().minus(pool.free()).count();
        long free = model.q4KmBytes().orElseThrow() + Bytes.ofGib(1.5).count();
        String[] machine = {"--hardware", "rpi5-8g", "--ram", (free + taken) / (1 << 20) + "MiB"};
        String text = CommandRun.of(with(machine, "models", reference)).out();
        assertEquals("✗ no", fitOf(text, reference), text);
        CommandRun refused = CommandRun.of(with(machine, "recommend", "--model", reference, "--quant", "Q4_K_M"));
        assertEquals(3, refused.exit(), refused.out());
    }

    private static String[] with(String[] machine, String... words) {
        return Stream.concat(Stream.of(words), Stream.of(machine)).toArray(String[]::new);
    }

    /** Returns the sixth column of a model's row. */
    private static String fitOf(String text, String model) {
        String row = text.lines()
                .filter(line -> line.startsWith(model + " "))
                .findFirst()
                .orElse("");
        return List.of(row.split(" {2,}", -1)).get(4);
    }

    @Test
    void anEmptyMachineSaysWhereItLooked() {
        CommandRun run = CommandRun.of(atHome(), 100, "models", "--local", "--hardware", "rtx4090-24g-64g");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("No models were found on this machine."), run.out());
    }

    @Test
    void filesOfAStoreAreListedWithTheirFit() throws IOException {
        Path folder = Files.createDirectories(home.resolve(".lmstudio/models/org/repo"));
        header(folder.resolve("smol-Q4_0.gguf"));
        header(folder.resolve("smol.gguf"));
        Files.writeString(folder.resolve("broken.gguf"), "no GGUF");
        CommandRun run = CommandRun.of(atHome(), 65, "models", "--local", "--hardware", "rtx4090-24g-64g");
        assertEquals(0, run.exit(), run.err());
        GoldenText.check("models-local", run.out());
        SchemaCheck.conforms(
                "models-local",
                CommandRun.of(atHome(), 65, "models", "--local", "--hardware", "rpi5-8g", "--json")
                        .out());
        LocalModelsQuestion one = new LocalModelsQuestion("smol-Q4_0", MACHINE, Optional.empty());
        assertEquals(
                List.of("org/repo/smol-Q4_0.gguf"),
                Workbench.of(atHome()).ask(one).models().stream()
                        .map(stored -> stored.model().name())
                        .toList());
    }

    @Test
    void aFolderIsListedBesideTheStores() throws IOException {
        header(Files.createDirectories(home.resolve(".lmstudio/models/org/repo"))
                .resolve("stored-Q4_0.gguf"));
        Path folder = Files.createDirectories(home.resolve("my models/below"));
        header(folder.resolve("smol Q4_0.gguf"));
        String dir = home.resolve("my models").toString();
        CommandRun all = CommandRun.of(atHome(), 400, "models", "--local", "--dir", dir, "--hardware", "rpi5-8g");
        assertEquals(0, all.exit(), all.err());
        List<String> rows = all.out().lines().toList();
        assertTrue(rows.get(1).startsWith("folder     below/smol Q4_0.gguf"), all.out());
        assertTrue(rows.get(2).startsWith("LM Studio  org/repo/stored-Q4_0.gguf"), all.out());
        assertTrue(all.out().contains("llmfit size '" + folder.resolve("smol Q4_0.gguf") + "'"), all.out());
        CommandRun one = CommandRun.of(atHome(), 400, "models", "--local", "SMOL", "--dir", dir, "--json");
        SchemaCheck.conforms("models-local", one.out());
        assertTrue(one.out().contains("\"store\" : \"folder\"") && !one.out().contains("stored-"), one.out());
        CommandRun other = CommandRun.of(atHome(), 400, "models", "--local", "stored", "--dir", dir);
        assertTrue(other.out().contains("No model of the folder " + dir + " is among them."), other.out());
    }

    @Test
    void aFolderThatIsNoneIsToldInOneSentence() throws IOException {
        String missing = home.resolve("nosuch").toString();
        CommandRun run = CommandRun.of(atHome(), 100, "models", "--local", "--dir", missing);
        assertEquals(4, run.exit());
        assertEquals(
                "llmfit: There is no folder '" + missing + "'. (check the path)",
                run.err().strip());
        Path file = Files.writeString(home.resolve("a.gguf"), "");
        CommandRun wrong = CommandRun.of(atHome(), 100, "models", "--local", "--dir", file.toString());
        assertEquals(4, wrong.exit());
        assertTrue(wrong.err().contains("is a file, not a folder."), wrong.err());
        assertEquals(2, CommandRun.of("models", "qwen3", "--dir", missing).exit());
        Path empty = Files.createDirectories(home.resolve("empty"));
        CommandRun none = CommandRun.of(atHome(), 100, "models", "--local", "--dir", empty.toString());
        assertEquals(0, none.exit());
        assertTrue(none.out().contains("Looked at the folder " + empty + " too."), none.out());
    }

    @Test
    void aHeaderIsShownWithWhatItHolds() throws IOException {
        Path file = home.resolve("smol-Q4_0.gguf");
        header(file);
        CommandRun refused = CommandRun.of("models", "show", file.toString());
        assertEquals(4, refused.exit());
        assertTrue(refused.err().contains("--header-only"), refused.err());
        CommandRun run = CommandRun.of("models", "show", file.toString(), "--header-only");
        assertEquals(0, run.exit(), run.err());
        GoldenText.check("model-file", run.out().replace(home.toString(), "FOLDER"));
        SchemaCheck.conforms(
                "models-show",
                CommandRun.of("models", "show", file.toString(), "--header-only", "--json")
                        .out());
    }

    private static void header(Path file) throws IOException {
        Model model = Quantizer.quantize(
                Catalogue.bundled().find("smollm2:135m").orElseThrow().model(), FileType.Q4_0);
        Files.write(file, GgufWriter.header(model.metadata(), model.tensors()));
    }
}
