package dev.llmfit.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.units.AbandonedException;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked while something else is wanted already. */
@Timeout(60)
class AskerTest {
    private final Workbench bench = Workbench.of(new Settings(Environment.ofProcess(), true));
    private final BlockingQueue<Question<?>> heard = new LinkedBlockingQueue<>();
    private final Asker asker = new Asker(bench, (question, result) -> heard.add(question));

    private record Nothing() implements Answer {}

    /** A question that takes as long as it is let. */
    private static final class Slow implements Question<Nothing> {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean go;

        @Override
        public Nothing answer(Workbench bench, Progress progress) {
            begun.countDown();
            try {
                while (!go) {
                    AbandonedException.ifInterrupted();
                    Thread.onSpinWait();
                }
                return new Nothing();
            } finally {
                ended.countDown();
            }
        }
    }

    @AfterEach
    void end() {
        asker.end();
    }

    @Test
    void whatIsWantedNoMoreIsGivenUpForWhatIsWantedNow() throws InterruptedException {
        Slow old = new Slow();
        Slow newer = new Slow();
        asker.want(List.of(old));
        old.begun.await();
        newer.go = true;
        asker.want(List.of(newer));
        old.ended.await();
        assertEquals(newer, heard.take());
        assertTrue(heard.isEmpty(), "what was given up has no answer");
    }

    @Test
    void whatIsStillWantedGoesOn() throws InterruptedException {
        Slow old = new Slow();
        Slow newer = new Slow();
        newer.go = true;
        asker.want(List.of(old));
        old.begun.await();
        asker.want(List.of(newer, old));
        assertFalse(old.go);
        old.go = true;
        assertEquals(old, heard.take());
        assertEquals(newer, heard.take());
    }

    /** Asked again after it was given up, it is answered. */
    @Test
    void whatWasGivenUpIsAnsweredWhenItIsWantedAgain() throws InterruptedException {
        Slow slow = new Slow();
        asker.want(List.of(slow));
        slow.begun.await();
        asker.want(List.of());
        slow.ended.await();
        slow.go = true;
        asker.want(List.of(slow));
        assertEquals(slow, heard.take());
    }

    @Test
    void theEndEndsItsThreads() throws InterruptedException {
        Slow slow = new Slow();
        asker.want(List.of(slow));
        slow.begun.await();
        asker.end();
        slow.ended.await();
        assertTrue(heard.isEmpty());
    }
}
