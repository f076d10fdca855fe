package dev.llmfit.engine.process;

import dev.llmfit.engine.EngineException;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program that this process started. It never outlives its time limit, nor {@link #close()}, nor this JVM (Ctrl-C
 * included); its own children end with it. No shell is involved: every argument is passed as it is.
 */
public final class ChildProcess implements AutoCloseable {
    /**
     * How long a program may take to end when asked, before it is ended by force; servers free GPU memory meanwhile.
     * Judgement.
     */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** Exit codes above are those of processes that a signal ended (POSIX shells and {@code java.lang.Process} on Unix). */
    public static final int SIGNALS = 128;

    private static final Set<ChildProcess> LIVE = ConcurrentHashMap.newKeySet();

    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::endAll, "end child processes"));
    }

    private static void endAll() {
        ending = true; // before the first is killed: its end tells nothing about it
        LIVE.forEach(child -> {
            child.killNow();
            RunNote.closed(child.process.toHandle());
        });
    }

    /**
     * What a finished program left.
     *
     * @param exitCode exit code; 128 plus the signal's number for a process that was killed
     * @param out lines of standard output
     * @param err lines of standard error
     * @param kernelKilled whether the kernel ended a process for want of memory while it ran
     */
    public record Finished(int exitCode, List<String> out, List<String> err, boolean kernelKilled) {
        public Finished {
            out = List.copyOf(out);
            err = List.copyOf(err);
        }

        /** Returns whether a signal ended it, so that it may have had more to say. */
        public boolean wasKilled() {
            return exitCode > SIGNALS;
        }
    }

    private final String name;
    private final Duration limit;
    private final Duration grace;
    private final Process process;
    private final OutputLines out;
    private final OutputLines err;
    private final long killsBefore = KernelKills.ofThisMachine().count();
    private volatile boolean timedOut;

    private ChildProcess(String name, Duration limit, Duration grace, Process process) {
        this.name = name;
        this.limit = limit;
        this.grace = grace;
        this.process = process;
        this.out = new OutputLines(process.getInputStream(), name + " stdout");
        this.err = new OutputLines(process.getErrorStream(), name + " stderr");
        LIVE.add(this);
        Thread.ofVirtual().name(name + " time limit").start(this::watch);
    }

    /**
     * Starts a program. {@code LLAMA_ARG_*} variables are not passed on, since they would change the launch.
     *
     * @param name what to call it in messages
     * @param command program and arguments
     * @param limit when it is ended at the latest
     * @throws EngineException if it cannot be started
     */
    public static ChildProcess start(String name, List<String> command, Duration limit) {
        return start(name, command, limit, GRACE);
    }

    /** Starts a program that is given so long to end when asked. */
    static ChildProcess start(String name, List<String> command, Duration limit, Duration grace) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("LLAMA_ARG_"));
        // A failed assertion of ggml would start a debugger, which takes longer than the run.
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        try {
            return new ChildProcess(name, limit, grace, RunNote.start(builder));
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Kind.MISSING,
                    name + " cannot be started: " + e.getMessage(),
                    Hint.of("check the path given with {0} or LLMFIT_LLAMA_CPP", new Change("engine", "")),
                    e);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @throws EngineException if it cannot be started or does not end in time
     */
    public static Finished run(String name, List<String> command, Duration limit) {
        try (ChildProcess child = start(name, command, limit)) {
            child.closeInput();
            return child.await();
        }
    }

    /**
     * Waits for the end.
     *
     * @throws EngineException if the time limit ended it
     */
    public Finished await() {
        try {
            int code = process.waitFor();
            out.drain(GRACE.toMillis());
            err.drain(GRACE.toMillis());
            if (ending) {
                Thread.sleep(
                        GRACE.toMillis()); // the JVM ends meanwhile; nothing is concluded from what it ended itself
                throw new InterruptedException();
            }
            if (timedOut) {
                throw timeout();
            }
            boolean killed = code > SIGNALS && KernelKills.ofThisMachine().count() > killsBefore;
            return new Finished(code, out.soFar(), err.soFar(), killed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new EngineException(EngineException.Kind.FAILED, name + " was interrupted", Hint.NONE, e);
        }
    }

    private EngineException timeout() {
        return new EngineException(
                EngineException.Kind.TIMEOUT,
                name + " did not finish within " + limit.toSeconds() + " s and was ended",
                Hint.of("allow more with {0}", new Change("timeout", "")));
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Returns the lines of standard output so far. */
    public List<String> out() {
        return out.soFar();
    }

    /** Returns the lines of standard error so far. */
    public List<String> err() {
        return err.soFar();
    }

    /** Returns the input of the program. */
    public BufferedWriter input() {
        return process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Ends the input of the program. */
    public void closeInput() {
        try {
            OutputStream in = process.getOutputStream();
            in.close();
        } catch (IOException e) {
            // A program that ended first has closed its side; there is nothing left to close.
            assert !process.isAlive() || e.getMessage() != null;
        }
    }

    /** Ends the program and its children: first politely, then by force. Does nothing if it has ended. */
    @Override
    public void close() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
            out.drain(500);
            err.drain(500);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        LIVE.remove(this);
        RunNote.closed(process.toHandle());
    }

    private void watch() {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                timedOut = true;
                killNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killNow() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
