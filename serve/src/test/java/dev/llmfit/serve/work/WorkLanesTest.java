package dev.llmfit.serve.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that waits, and what answers rest on. */
@Timeout(60)
class WorkLanesTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoComesWhenTooManyWaitIsToldWhenToComeAgain(boolean heavy) {
        WorkLanes lanes = new WorkLanes(10);
        CountDownLatch go = new CountDownLatch(1);
        try {
            int all = (heavy ? WorkLanes.heavyThreads() : WorkLanes.broadThreads()) + WorkLanes.QUEUE;
            for (int i = 0; i < all; i++) {
                Future<Integer> waiting = lanes.begin(heavy, () -> {
                    go.await();
                    return 1;
                });
                assertFalse(waiting.isDone());
            }
            Reply refused = assertThrows(HttpProblem.class, () -> lanes.begin(heavy, () -> 2))
                    .reply();
            assertEquals(429, refused.status());
            assertEquals("2", refused.headers().get("Retry-After"));
            assertEquals(3, lanes.light(() -> 3), "what is quick does not wait behind it");
            assertEquals(4, lanes.result(lanes.begin(!heavy, () -> 4)), "nor does the other class");
        } finally {
            go.countDown();
            lanes.end();
        }
    }

    @Test
    void whatTakesTooLongIsEnded() {
        WorkLanes lanes = new WorkLanes(10);
        CountDownLatch never = new CountDownLatch(1);
        HttpProblem problem = assertThrows(
                HttpProblem.class,
                () -> lanes.heavy(
                        () -> {
                            never.await();
                            return 1;
                        },
                        0));
        assertEquals(504, problem.reply().status());
        lanes.end();
    }

    /** An answer that was kept by a client is another one when the user has a model, a rule or a measurement more. */
    @Test
    void answersRestOnWhatTheUserHas(@TempDir Path folder) throws IOException {
        String before = tag(folder);
        assertEquals(before, tag(folder));
        for (String file :
                new String[] {"config/llmfit/models/own.yaml", "config/llmfit/rules/own.yaml", "data/measurements.jsonl"
                }) {
            Path written = folder.resolve(file);
            Files.createDirectories(written.getParent());
            String without = tag(folder);
            Files.writeString(written, "a");
            String with = tag(folder);
            assertNotEquals(without, with, file);
            Files.writeString(written, "ab");
            assertNotEquals(with, tag(folder), file);
        }
    }

    private static String tag(Path folder) {
        return new Basis(RunningServer.bench(folder), "test").tag("question", false);
    }
}
