package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.JsonObject;
import dev.llmfit.mcp.tools.ToolAnswer;
import dev.llmfit.mcp.tools.ToolCalls;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The tools of the program, answered by one that takes its time: it tells two steps, then waits until it is let go. */
final class SlowOffer implements ToolCalls {
    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    Offer offer() {
        return answeredBy(this);
    }

    /** Returns what the program offers, its tools answered so. */
    static Offer answeredBy(ToolCalls calls) {
        Offer real =
                Offer.of(Workbench.of(new Settings(Environment.ofProcess().withVariables(Map.of()), true)), false, "1");
        return new Offer(
                real.tools(), calls, real.library(), real.names(), real.prompts(), real.version(), real.json());
    }

    @Override
    public ToolAnswer call(String name, JsonObject arguments, Progress progress) {
        try {
            progress.step("begin", 0);
            Thread.sleep(150); // longer than the pause between two steps that are told
            progress.step("half", 0.5);
            began.countDown();
            go.await();
            return new ToolAnswer(JsonObject.builder().put("done", true).build(), List.of("done"), false);
        } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
