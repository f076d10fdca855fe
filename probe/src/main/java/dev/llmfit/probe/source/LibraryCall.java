package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls into native libraries, which may hang: each runs in a thread of its own and gets two seconds. */
public final class LibraryCall {
    /** A driver that answers does so in milliseconds; judgement. */
    private static final long LIMIT_SECONDS = 2;

    private LibraryCall() {}

    /** Returns the answer, or a failure that names the library if it does not come in time. */
    public static Probe<String> within(String library, Callable<Probe<String>> call) {
        FutureTask<Probe<String>> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().name(library).start(task);
        try {
            return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Probe.Failed<>(library + " did not answer within " + LIMIT_SECONDS + " s");
        } catch (ExecutionException e) {
            return new Probe.Failed<>(library + ": " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Probe.Failed<>(library + " was interrupted");
        }
    }

    /** Returns the first of these libraries that loads. */
    public static Optional<SymbolLookup> firstOf(List<String> names, Arena arena) {
        for (String name : names) {
            try {
                return Optional.of(SymbolLookup.libraryLookup(name, arena));
            } catch (IllegalArgumentException e) {
                // not there, or not loadable
            }
        }
        return Optional.empty();
    }
}
