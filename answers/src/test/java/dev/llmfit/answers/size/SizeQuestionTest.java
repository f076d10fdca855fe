package dev.llmfit.answers.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.size.SizeQuestion.Draft;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.answers.size.SizeQuestion.Place;
import dev.llmfit.answers.size.SizeQuestion.Projector;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.sizing.speed.TurnTime;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SizeQuestionTest {
    /** {@code llama-fit-params} of a build that prints a card and the host. */
    private static final String FIT_PARAMS = """
            #!/bin/sh
            case "$1" in
            --help) echo "-fit, -lv, -fitp, --no-repack"; exit 0 ;;
            esac
            echo "CUDA0 4403 1024 258"
            echo "Host 281 0 24"
            """;

    private static final String SERVER = """
            #!/bin/sh
            echo "version: 11434 (fake)" >&2
            """;

    @TempDir
    private Path folder = Path.of("");

    private static Workbench bench() {
        return Workbench.of(new Settings(Environment.ofProcess(), true));
    }

    private static QuestionFields fields(String json) {
        return QuestionFields.of(Json.parse(json.replace('\'', '"')));
    }

    @Test
    void everyFieldIsRead() {
        SizeQuestion read = SizeDocument.question(fields("{'model':'llama3.1:8b','quant':'Q8_0','header_only':false,"
                + "'hardware':'rtx4090-24g-64g','ram':'32GiB','rpc':'a:1,b:2','options':{'n_ctx':4096,'type_k':'q8_0'},"
                + "'n_ctx':'8192','engine_build':'b9010','lora':['x.gguf'],'mmproj':'auto','mmproj_offload':false,"
                + "'draft_model':'llama3.2:1b','draft_options':{'n_gpu_layers':3},'n_draft':4}"));
        LaunchOptions defaults = LaunchOptions.defaults();
        assertEquals(
                new SizeQuestion(
                        new Named("llama3.1:8b"),
                        Optional.of(FileType.Q8_0),
                        false,
                        defaults.withNCtx(8192).withTypeK(GgmlType.Q8_0),
                        new Loaded(
                                List.of("x.gguf"),
                                Optional.of(new Projector("auto", false)),
                                Optional.of(new Draft(
                                        Optional.of("llama3.2:1b"),
                                        defaults.withNGpuLayers(3),
                                        new Speculation(Set.of(Speculation.Type.DRAFT_SIMPLE), 4)))),
                        new Place(
                                HardwareSelector.parse(
                                        Optional.of("rtx4090-24g-64g"),
                                        Optional.empty(),
                                        Optional.of("32GiB"),
                                        Optional.empty(),
                                        Optional.empty()),
                                List.of("a:1", "b:2")),
                        new EngineBuild(9010),
                        Optional.empty()),
                read);
    }

    @Test
    void aNameIsEnough() {
        assertEquals(
                new SizeQuestion(
                        new Named("m"),
                        Optional.empty(),
                        true,
                        LaunchOptions.defaults(),
                        Loaded.NOTHING,
                        new Place(HardwareSelector.THIS_MACHINE, List.of()),
                        EngineBuild.NEWEST,
                        Optional.of("llama.cpp")),
                SizeDocument.question(fields("{'model':'m','engine_says':'llama.cpp'}")));
    }

    @Test
    void anOlderEngineThatTakesClearlyMoreIsTold() throws IOException {
        String pooled = "{'model':'qwen3-embedding:0.6b','quant':'F16','hardware':'rtx4090-24g-64g','n_ctx':8192,"
                + "'options':{'embeddings':true,'pooling':'last','n_batch':8192,'n_ubatch':8192}%s}";
        List<String> notes = notes(pooled.formatted(""));
        assertEquals(1, notes.size(), notes::toString);
        assertTrue(
                notes.getFirst().matches("On the older llama.cpp b11434 this launch takes .* GiB, on v0.8.0 .* GiB."),
                notes::toString);
        assertEquals(List.of(), notes(pooled.formatted(",'engine_build':'b11434'")));
        assertEquals(List.of(), notes("{'model':'llama3.1:8b','hardware':'rtx4090-24g-64g','n_ctx':8192}"));
    }

    private static List<String> notes(String question) throws IOException {
        return SizeDocument.question(fields(question))
                .answer(bench(), Progress.NONE)
                .reading()
                .notes();
    }

    @Test
    void aTurnIsAskedForByItsTokens() throws IOException {
        SizeAnswer asked = SizeDocument.question(fields("{'model':'llama3.1:8b','hardware':'rtx4090-24g-64g',"
                        + "'n_ctx':8192,'prompt_tokens':'3k','answer_tokens':200}"))
                .answer(bench(), Progress.NONE);
        assertEquals(
                List.of(new Turn(0, 3072, 200), new Turn(3272, 3072, 200)),
                asked.speeds().turns().stream().map(TurnTime::turn).toList());
        assertTrue(asked.speeds().energy().isPresent());
        assertEquals(new Turn(0, 8192, 0), new TurnWish(OptionalInt.of(8192), OptionalInt.empty()).in(8192, 8192));
        assertEquals(new Turn(0, 192, 8000), new TurnWish(OptionalInt.empty(), OptionalInt.of(8000)).in(8192, 8192));
        RefusedException tooLong = assertThrows(
                RefusedException.class, () -> new TurnWish(OptionalInt.of(9000), OptionalInt.empty()).in(8192, 8192));
        assertEquals(
                "A prompt of 9,000 tokens and an answer of 0 do not fit into the 8,192 of a slot: less of --prompt-tokens"
                        + " or --answer-tokens, or more of -c.",
                tooLong.refusal().message());
        assertThrows(RefusedException.class, () -> new TurnWish(OptionalInt.of(0), OptionalInt.empty()));
    }

    @Test
    void twoLaunchesAreTwoQuestions() {
        CompareSizesQuestion both =
                CompareSizesDocument.question(fields("{'a':{'model':'m'},'b':{'model':'m','n_ctx':1}}"));
        assertEquals(1, both.b().options().nCtx());
        assertThrows(RefusedException.class, () -> CompareSizesDocument.question(fields("{'a':{'model':'m'}}")));
        RefusedException unknown = assertThrows(
                RefusedException.class,
                () -> CompareSizesDocument.question(fields("{'a':{'model':'m'},'b':{'model':'m','n_ctxx':1}}")));
        assertTrue(unknown.refusal().message().contains("'n_ctxx' in b; did you mean 'n_ctx'?"));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Speculation(Set.of(Speculation.Type.DRAFT_MTP), -1));
        assertThrows(
                RefusedException.class,
                () -> SizeDocument.question(fields("{'model':'m','engine_says':'llama.cpp','hardware':'h'}")));
        assertThrows(
                RefusedException.class,
                () -> SizeDocument.question(fields("{'model':'m','engine_says':'llama.cpp','mmproj':'auto'}")));
    }

    /** What llama-server keeps: a row for each slot and each token of its draft, but no more than a batch. */
    @Test
    void outputRowsAreThoseOfAServer() {
        String start = "{'model':'llama3.2:1b','hardware':'rtx4090-24g-64g','n_ctx':1024,'n_parallel':4";
        assertEquals(4, rows(start + "}"));
        assertEquals(7, rows(start + ",'n_outputs_max':7}"));
        assertEquals(16, rows(start + ",'draft_model':'llama3.2:1b','n_draft':3}"));
        assertEquals(8, rows(start + ",'n_batch':8,'draft_model':'llama3.2:1b','n_draft':3}"));
    }

    private static int rows(String question) {
        return bench().ask(SizeDocument.question(fields(question))).options().nOutputsMax();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anInstalledEngineSaysTheSameLaunch() throws IOException {
        program("llama-server", SERVER);
        program("llama-fit-params", FIT_PARAMS);
        SizeAnswer answer = bench().ask(SizeDocument.question(
                fields("{'model':'smollm2:135m','n_ctx':1024,'engine_says':'" + folder + "'}")));
        EngineSays says = answer.engineSays().orElseThrow();
        assertEquals("llama.cpp b11434", says.engine());
        assertEquals(
                List.of(
                        new BufferSizes("CUDA0", Bytes.ofMib(4403), Bytes.ofMib(1024), Bytes.ofMib(258)),
                        new BufferSizes("host", Bytes.ofMib(281), Bytes.ofMib(0), Bytes.ofMib(24))),
                says.said());
        assertEquals("host", says.predicted().getLast().name());
        assertTrue(!says.agrees());
        assertTrue(SizeDocument.of(answer).get("engine_says").isPresent());
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        assertTrue(file.toFile().setExecutable(true));
    }
}
