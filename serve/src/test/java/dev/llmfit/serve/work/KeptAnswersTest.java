package dev.llmfit.serve.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.serve.HttpProblem;
import dev.llmfit.units.AbandonedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that several wait for, some of whom go. */
@Timeout(60)
class KeptAnswersTest {
    private final WorkLanes lanes = new WorkLanes(30);
    private final KeptAnswers<String> kept = new KeptAnswers<>(lanes);

    /** Work that computes until it is interrupted or may end. */
    private static final class Search implements Callable<String> {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean go;

        @Override
        public String call() {
            begun.countDown();
            try {
                while (!go) {
                    AbandonedException.ifInterrupted();
                    Thread.onSpinWait();
                }
                return "answer";
            } finally {
                ended.countDown();
            }
        }
    }

    /** Somebody who asks on a thread of his own. */
    private final class Asking {
        private final CompletableFuture<String> heard = new CompletableFuture<>();
        private final Thread thread;

        Asking(Callable<String> work) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    heard.complete(kept.of("question", true, work));
                } catch (AbandonedException | HttpProblem e) {
                    heard.completeExceptionally(e);
                }
            });
        }

        void waits() throws InterruptedException {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
        }

        void goes() {
            thread.interrupt();
            assertInstanceOf(
                    AbandonedException.class,
                    assertThrows(ExecutionException.class, heard::get).getCause());
        }
    }

    @AfterEach
    void end() {
        lanes.end();
    }

    @Test
    void aSearchThatNobodyWaitsForStopsAndIsNotKept() throws Exception {
        Search search = new Search();
        Asking only = new Asking(search);
        search.begun.await();
        only.waits();
        only.goes();
        search.ended.await();
        assertEquals("another", kept.of("question", true, () -> "another"));
    }

    @Test
    void whoStaysIsAnsweredWhenOthersGo() throws Exception {
        Search search = new Search();
        Asking first = new Asking(search);
        search.begun.await();
        Asking second = new Asking(() -> "made twice");
        first.waits();
        second.waits();
        first.goes();
        assertFalse(second.heard.isDone());
        search.go = true;
        assertEquals("answer", second.heard.get());
        assertEquals("answer", kept.of("question", true, () -> "made twice"));
    }

    /** Those that wait for a thread and are given up must not keep others out. */
    @Test
    void whatHasNotBegunIsTakenOutOfTheQueue() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < WorkLanes.heavyThreads(); i++) {
            assertFalse(lanes.begin(true, () -> {
                        go.await();
                        return 1;
                    })
                    .isDone());
        }
        Asking only = new Asking(new Search());
        only.waits();
        assertEquals(1, lanes.waiting());
        only.goes();
        assertEquals(0, lanes.waiting());
        go.countDown();
    }

    @Test
    void whatTookTooLongGoesOnForWhoeverComesAgain() throws Exception {
        WorkLanes hasty = new WorkLanes(0);
        try {
            KeptAnswers<String> answers = new KeptAnswers<>(hasty);
            Search search = new Search();
            assertEquals(
                    504,
                    assertThrows(HttpProblem.class, () -> answers.of("question", true, search))
                            .reply()
                            .status());
            search.begun.await();
            assertEquals(1, search.ended.getCount());
            search.go = true;
            search.ended.await();
            assertTrue(hasty.busy() <= 1);
        } finally {
            hasty.end();
        }
    }
}
