package dev.llmfit.answers.symptom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.log.LogText;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedModel;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.fixtures.RecordedLogs;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SymptomLogsTest {
    static Stream<String> rows() throws IOException {
        try (InputStream in = SymptomLogsTest.class.getResourceAsStream("logs.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(l -> !l.startsWith("#")).toList().stream();
        }
    }

    /** {@link LogCase#main} prints the table anew; every change of a row is to be looked at. */
    @ParameterizedTest
    @MethodSource("rows")
    void whatALogSaysIsRead(String row) {
        String[] cells = row.split("\t", -1);
        assertEquals(row, LogCase.row(cells[0], cells[1]));
    }

    @Test
    void everyLogHasARowOrAnAnswer() throws IOException {
        TreeSet<String> asked = new TreeSet<>();
        rows().forEach(r -> asked.add(r.substring(0, r.indexOf('\t'))));
        asked.addAll(AnsweredLogsTest.golden().keySet());
        TreeSet<String> missing = new TreeSet<>(RecordedLogs.names());
        missing.removeAll(asked);
        // The retry without pipeline parallelism got its memory: no failure, and nothing slow.
        assertEquals(new TreeSet<>(List.of("cuda-retry-worked.log")), missing);
    }

    @Test
    void anAllocationThatASecondTryGotIsNoFailure() {
        assertTrue(RunLog.parse(RecordedLogs.lines("cuda-retry-worked.log"), true)
                .failure()
                .isEmpty());
    }

    /** 4,403.49 weights and 4,096 cache as printed, 258.5 compute as llama.cpp reserves it; 7,800 free. */
    @Test
    void theSmallestChangeThatIsEnoughIsTold() {
        SymptomAnswer run = LogCase.run("cuda-kv-3060.log", "oom");
        Need need = run.need().orElseThrow();
        assertEquals(4403.49 + 4096 + 258.5 - 7800, need.missing().orElseThrow().mib(), 0.1);
        Resizer resizer = need.resizer().orElseThrow();
        LaunchOptions launch = need.launch();
        assertTrue(total(resizer, launch.withNCtx(24576)) <= 7800, "24,576 cells fit");
        assertTrue(total(resizer, launch.withNCtx(25600)) > 7800, "25,600 cells do not");
        assertTrue(total(resizer, launch.withNGpuLayers(29)) <= 7800, "29 layers fit");
        assertTrue(total(resizer, launch.withNGpuLayers(30)) > 7800, "30 layers do not");
        List<String> enough = run.changes().stream()
                .filter(Remedy::enough)
                .map(Remedy::change)
                .toList();
        assertEquals(
                List.of("-c 24576", "-fa on -ctk q8_0 -ctv q8_0", "the file as IQ3_XXS", "-nkvo", "-ngl 29"), enough);
    }

    /** The weights are printed with 4,403.49 MiB, the exact file has a little less: what was printed counts. */
    private static double total(Resizer resizer, LaunchOptions options) {
        double printed = 4403.49
                - resizer.sizes(LaunchOptions.defaults().withNCtx(4096))
                        .orElseThrow()
                        .weights()
                        .mib();
        boolean all = options.nGpuLayers() < 0;
        return resizer.sizes(options).orElseThrow().total().mib() + (all ? printed : 0);
    }

    @Test
    void everyChangeThatIsCalledEnoughSavesWhatIsMissing() throws IOException {
        int seen = 0;
        for (String log : RecordedLogs.names()) {
            SymptomAnswer run = LogCase.run(log, "oom");
            Optional<Bytes> missing = run.need().flatMap(Need::missing);
            boolean less = false;
            for (Remedy r : run.changes()) {
                boolean enough = missing.isPresent() && r.saves().compareTo(missing.get()) >= 0;
                assertEquals(enough, r.enough(), log + ": " + r);
                assertFalse(less && r.enough(), log + ": what is enough comes first");
                less |= !r.enough();
                seen++;
            }
        }
        assertTrue(seen > 60, seen + " changes");
    }

    @Test
    void ollamaIsToldInItsOwnWords() {
        for (String log : RecordedLogs.names()) {
            SymptomAnswer run = LogCase.run(log, "oom");
            if (run.log().program() == Program.OLLAMA) {
                for (Remedy r : run.changes()) {
                    assertFalse(r.change().startsWith("-"), log + ": " + r.change());
                }
            }
        }
    }

    @Test
    void theFailedLoadOfSeveralIsAnswered() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "time=1 level=INFO source=server.go:431 msg=\"starting llama server\" cmd=\"ollama runner --model a --ctx-size 4096\"");
        lines.addAll(RecordedLogs.lines("ollama-phi4-4096.log"));
        lines.addAll(RecordedLogs.lines("ollama-two-cards-qwen32b.log"));
        lines.add(
                "time=1 level=INFO source=server.go:431 msg=\"starting llama server\" cmd=\"ollama runner --model b --ctx-size 4096\"");
        lines.addAll(RecordedLogs.lines("ollama-beyond-training.log"));
        RunLog failed = RunLog.parse(lines, true);
        assertEquals(
                9505.1,
                failed.failure().flatMap(LoggedFailure::asked).orElseThrow().mib(),
                0.1);
        assertEquals(4, failed.launch().slots().orElseThrow());
        assertTrue(failed.memory().buffers().isEmpty(), "the buffers of the other loads are not counted");
        RunLog last = RunLog.parse(lines, false);
        assertEquals(
                577.22,
                last.memory().buffers().deviceSizes().getFirst().weights().mib(),
                0.01);
        assertTrue(last.failure().isEmpty());
    }

    @Test
    void powerShellWritesUtf16(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("run.log");
        String text = "\uFEFF" + String.join("\r\n", RecordedLogs.lines("cuda-kv-3060.log"));
        Files.write(file, text.getBytes(StandardCharsets.UTF_16LE));
        assertEquals(
                "CUDA0",
                RunLog.parse(LogText.read(file), true)
                        .failure()
                        .flatMap(LoggedFailure::device)
                        .orElseThrow());
        Files.writeString(file, "\u001b[31mE\u001b[0m ggml_vulkan: Device memory allocation of size 118497280 failed.");
        assertEquals(
                "Vulkan0",
                RunLog.parse(LogText.read(file), true)
                        .failure()
                        .flatMap(LoggedFailure::device)
                        .orElseThrow());
    }

    @Test
    void whatIsNoLogSaysNothing() {
        for (List<String> lines : List.of(
                List.<String>of(),
                List.of("hello", "n_ctx_train = 99999999999999", "offloaded 999999999999/3 layers"),
                List.of("msg=\"unclosed", "K (f16", "allocating 1e99 MiB on device x: cudaMalloc failed"))) {
            RunLog log = RunLog.parse(lines, true);
            assertFalse(log.understood(), lines.toString());
        }
    }

    @Test
    void fileTypesAreSpelledAsUsersTypeThem() {
        assertEquals("Q4_K_M", LoggedModel.spelled("Q4_K - Medium"));
        assertEquals("Q3_K_L", LoggedModel.spelled("Q3_K - Large"));
        assertEquals("Q2_K", LoggedModel.spelled("Q2_K - Medium"));
        assertEquals("Q2_K_S", LoggedModel.spelled("Q2_K - Small"));
        assertEquals("IQ3_XXS", LoggedModel.spelled("IQ3_XXS - 3.0625 bpw"));
        assertEquals("IQ3_M", LoggedModel.spelled("IQ3_S mix - 3.66 bpw"));
        assertEquals("MXFP4_MOE", LoggedModel.spelled("MXFP4 MoE"));
        assertEquals("BF16", LoggedModel.spelled("BF16"));
    }
}
