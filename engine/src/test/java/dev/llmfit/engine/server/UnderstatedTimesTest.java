package dev.llmfit.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.ServerTiming;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.fixtures.FakeOllama;
import dev.llmfit.fixtures.FakeOpenAiServer;
import dev.llmfit.fixtures.FakeOpenAiServer.Report;
import dev.llmfit.fixtures.ServerFault;
import dev.llmfit.sizing.LaunchOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that claim to have worked much less than their answers took; the seconds that are allowed beside are few here. */
class UnderstatedTimesTest {
    private static final double NO_TIME = 0.1;

    @Test
    void ollamaIsNotBelieved() {
        try (FakeOllama server = new FakeOllama(ServerFault.UNDERSTATES)) {
            assertNotBelieved(
                    new Ollama(server.address(), NO_TIME), "llama3.2:1b", "s of work for a request that took");
        }
    }

    @Test
    void anOpenAiServerIsNotBelieved() {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.UNDERSTATES, Report.TIMINGS, 0.001)) {
            assertNotBelieved(
                    new OpenAiServer(server.address(), NO_TIME), "qwen3-4b", "for an answer that arrived over");
        }
    }

    private static void assertNotBelieved(Engine engine, String model, String words) {
        Workload generation = new Workload(Workload.Phase.TG, 4, 0);
        Repetition repetition = new Repetition(2, 3, 0.03, Duration.ofSeconds(5), Duration.ofSeconds(10));
        BenchTask task = new BenchTask(
                new Subject.Served(model), Launch.of(LaunchOptions.defaults()), List.of(generation), repetition);
        EngineException failure = assertThrows(EngineException.class, () -> engine.bench(task, Progress.NONE));
        assertEquals(EngineException.Kind.IMPLAUSIBLE, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::getMessage);
    }

    /** By default a request may wait for 5 s and five times its work, an answer arrive over 3 s and twice its work. */
    @ParameterizedTest
    @CsvSource({"9.9, true", "10.1, false"})
    void aRequestMayWaitAWhile(double wall, boolean believed) {
        ServerTiming timing = new ServerTiming(10, 0.5, 10, 0.5);
        assertEquals(believed, holds(() -> timing.accountsFor("x", wall, ServerTiming.WAITING)));
    }

    @ParameterizedTest
    @CsvSource({"3.9, true", "4.1, false"})
    void anAnswerMayArriveInLots(double arrival, boolean believed) {
        StreamedAnswer answer = new StreamedAnswer(new ServerTiming(10, 0.5, 10, 0.5), 10, true, 0.1, arrival, 5);
        assertEquals(believed, holds(() -> answer.plausible("x", StreamedAnswer.STRETCHED)));
    }

    private static boolean holds(Runnable check) {
        try {
            check.run();
            return true;
        } catch (EngineException e) {
            assertEquals(EngineException.Kind.IMPLAUSIBLE, e.kind());
            return false;
        }
    }
}
