package dev.llmfit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.server.Ollama;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.fixtures.FakeOllama;
import dev.llmfit.fixtures.FakeOpenAiServer;
import dev.llmfit.fixtures.FakeOpenAiServer.Report;
import dev.llmfit.fixtures.ServerFault;
import dev.llmfit.sizing.LaunchOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServersTest {
    private static final Workload PP = new Workload(Workload.Phase.PP, 200, 0);
    private static final Workload TG = new Workload(Workload.Phase.TG, 20, 0);

    @Test
    void storesOllamasOwnDurations() {
        try (FakeOllama server = new FakeOllama(ServerFault.NONE)) {
            BenchResult result =
                    new Ollama(server.address()).bench(task("llama3.2:1b", Duration.ofSeconds(20)), Progress.NONE);
            assertEquals(
                    FakeOllama.PROMPT_SPEED,
                    result.first(Workload.Phase.PP).orElseThrow().samples().mean(),
                    1);
            assertEquals(
                    FakeOllama.GENERATION_SPEED,
                    result.first(Workload.Phase.TG).orElseThrow().samples().mean(),
                    1);
            assertEquals("ollama 0.13.5", result.engine().title());
            assertEquals(List.of("Ollama holds 1.6 GiB, 1.0 GiB of it on GPUs"), result.notes());
            assertTrue(
                    server.requests().stream().distinct().count()
                            == server.requests().size(),
                    "prompts vary");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Report.class,
            names = {"TIMINGS", "STATS"})
    void storesTheDurationsThatAnOpenAiServerReports(Report report) {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.NONE, report, 0.001)) {
            BenchResult result = new OpenAiServer(server.address() + "/v1")
                    .bench(task("qwen3-4b", Duration.ofSeconds(20)), Progress.NONE);
            SpeedReading generation = result.first(Workload.Phase.TG).orElseThrow();
            assertEquals(FakeOpenAiServer.GENERATION_SPEED, generation.samples().mean(), 1);
            assertEquals(
                    FakeOpenAiServer.PROMPT_SPEED,
                    result.first(Workload.Phase.PP).orElseThrow().samples().mean(),
                    1);
            assertEquals(SpeedReading.Clock.ENGINE, generation.clock());
        }
    }

    @Test
    void saysWhenTheClockIsOurs() {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.NONE, Report.USAGE, 0.01)) {
            BenchResult result =
                    new OpenAiServer(server.address()).bench(task("qwen3-4b", Duration.ofSeconds(20)), Progress.NONE);
            SpeedReading generation = result.first(Workload.Phase.TG).orElseThrow();
            assertEquals(SpeedReading.Clock.ARRIVAL, generation.clock());
            assertTrue(generation.samples().most() <= 100, "no faster than the pieces were sent");
            assertEquals(1, result.notes().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HANGS, TIMEOUT, did not answer",
        "DIES, DIED, broke off",
        "LIES, IMPLAUSIBLE, cannot be true",
        "BABBLES, IMPLAUSIBLE, not JSON",
        "REFUSES, FAILED, more system memory",
        "TRUNCATES, IMPLAUSIBLE, not JSON",
        "PAGE, IMPLAUSIBLE, not JSON",
        "NEGATIVE, IMPLAUSIBLE, cannot be true",
        "ABSURD, IMPLAUSIBLE, cannot be true",
        "OVERCOUNTS, IMPLAUSIBLE, where 4 were asked for"
    })
    void reportsABadOllama(ServerFault fault, EngineException.Kind kind, String words) {
        try (FakeOllama server = new FakeOllama(fault)) {
            EngineException failure = assertThrows(
                    EngineException.class,
                    () -> new Ollama(server.address()).bench(task("llama3.2:1b", patience(fault)), Progress.NONE));
            assertEquals(kind, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::getMessage);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HANGS, TIMEOUT, did not answer",
        "DIES, DIED, broke off",
        "LIES, IMPLAUSIBLE, cannot be true",
        "BABBLES, DIED, before its answer",
        "REFUSES, FAILED, more system memory",
        "TRUNCATES, DIED, before its answer",
        "PAGE, IMPLAUSIBLE, text/html where a stream",
        "NEGATIVE, IMPLAUSIBLE, cannot be true",
        "ABSURD, IMPLAUSIBLE, cannot be true",
        "OVERCOUNTS, IMPLAUSIBLE, where 4 were asked for"
    })
    void reportsABadOpenAiServer(ServerFault fault, EngineException.Kind kind, String words) {
        try (FakeOpenAiServer server = new FakeOpenAiServer(fault, Report.TIMINGS, 0.001)) {
            EngineException failure = assertThrows(
                    EngineException.class,
                    () -> new OpenAiServer(server.address()).bench(task("qwen3-4b", patience(fault)), Progress.NONE));
            assertEquals(kind, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::getMessage);
        }
    }

    @Test
    void saysThatNothingAnswers() {
        EngineException failure =
                assertThrows(EngineException.class, () -> new Ollama("http://127.0.0.1:1").describe());
        assertEquals(EngineException.Kind.MISSING, failure.kind());
    }

    @ParameterizedTest
    @CsvSource({"http://192.0.2.7:11434", "http://8.8.8.8", "not an address", "''"})
    void contactsNothingBeyondThisMachine(String address) {
        EngineException failure = assertThrows(EngineException.class, () -> new OpenAiServer(address));
        assertEquals(EngineException.Kind.UNSUPPORTED, failure.kind());
    }

    @ParameterizedTest
    @CsvSource({"DIES, broke off", "HANGS, did not answer", "REFUSES, more system memory"})
    void keepsWhatWasMeasuredBeforeTheEnd(ServerFault fault, String words) {
        try (FakeOllama server = new FakeOllama(fault)) {
            server.misbehaveAfter(3); // the warm-up and two equal prompts
            BenchResult result =
                    new Ollama(server.address()).bench(task("llama3.2:1b", Duration.ofSeconds(1)), Progress.NONE);
            assertEquals(
                    List.of(PP),
                    result.readings().stream().map(SpeedReading::workload).toList());
            assertEquals(List.of("tg20"), result.missing());
            String note = result.notes().getFirst();
            assertTrue(note.startsWith("measured only in part: ") && note.contains(words), note);
        }
    }

    @Test
    void believesNothingOfALiar() {
        try (FakeOllama server = new FakeOllama(ServerFault.LIES)) {
            server.misbehaveAfter(3);
            EngineException failure = assertThrows(
                    EngineException.class,
                    () -> new Ollama(server.address())
                            .bench(task("llama3.2:1b", Duration.ofSeconds(2)), Progress.NONE));
            assertEquals(EngineException.Kind.IMPLAUSIBLE, failure.kind());
        }
    }

    @Test
    void loadsAServerAndCountsItsErrors() {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.NONE, Report.TIMINGS, 0.001)) {
            LoadResult result = new LoadTest("qwen3-4b", 4, 12, 16, 8, Duration.ofSeconds(5))
                    .run(new OpenAiServer(server.address()), Progress.NONE);
            assertEquals(12, result.completed());
            assertEquals(96, result.generatedTokens());
            assertTrue(result.firstToken().p50() >= 0.1, "the fake thinks for 0.1 s");
            assertTrue(result.latency().p50() >= result.firstToken().p50());
            assertTrue(result.seconds() >= 0.3, "three rounds of four");
            assertEquals(result.generatedTokens() / result.seconds(), result.throughput(), 1e-9);
        }
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.REFUSES, Report.TIMINGS, 0.001)) {
            server.misbehaveAfter(4); // two requests of warm-up
            LoadResult result = new LoadTest("qwen3-4b", 1, 5, 16, 8, Duration.ofSeconds(5))
                    .run(new OpenAiServer(server.address()), Progress.NONE);
            assertEquals(2, result.completed());
            assertEquals(List.of(3), List.copyOf(result.failuresByMessage().values()));
        }
    }

    @Test
    void namesTheOnlyModelAndThePlaceForManyRequests() {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.NONE, Report.TIMINGS, 0.001)) {
            Engine engine = new OpenAiServer(server.address());
            assertEquals(Optional.of("qwen3-4b"), engine.onlyModel());
            assertEquals(Optional.of(new Endpoint.Running(server.address())), engine.endpoint());
            assertFalse(engine.runsFiles());
        }
    }

    @Test
    void aServerLoadsNoFiles() {
        try (FakeOllama server = new FakeOllama(ServerFault.NONE)) {
            Engine engine = new Ollama(server.address());
            EngineException failure = assertThrows(
                    EngineException.class,
                    () -> engine.load(
                            Path.of("model.gguf"), Launch.of(LaunchOptions.defaults()), true, Duration.ofSeconds(1)));
            assertEquals(EngineException.Kind.UNSUPPORTED, failure.kind());
            assertEquals("ollama does not say what its buffers take", failure.getMessage());
            assertEquals(Optional.empty(), engine.endpoint());
        }
    }

    private static Duration patience(ServerFault fault) {
        return Duration.ofSeconds(fault == ServerFault.HANGS ? 1 : 10);
    }

    private static BenchTask task(String model, Duration limit) {
        Repetition repetition = new Repetition(2, 3, 0.03, Duration.ofSeconds(5), limit);
        return new BenchTask(
                new Subject.Served(model), Launch.of(LaunchOptions.defaults()), List.of(PP, TG), repetition);
    }
}
