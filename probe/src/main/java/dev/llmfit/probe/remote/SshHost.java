package dev.llmfit.probe.remote;

import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.RecordedSource;
import dev.llmfit.units.Environment;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A host that the user's own ssh reaches, with their keys and their configuration. {@link ProbeScript} is handed to a shell there;
 * nothing is written on it.
 *
 * @param name the host as ssh knows it: {@code box}, {@code me@10.0.0.7}
 */
public record SshHost(String name) {
    /** No word that ssh would take for an option, or a shell for more than one. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:%\\[\\]-]{0,252}");

    /** How long a connection may take; ssh itself waits for as long as TCP does. Judgement. */
    private static final String CONNECT_SECONDS = "10";

    /** How long the whole reading may take: each of at most nine tools has 10 s, and those that exist answer in two. Judgement. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Bytes that are read: what a recording may have. */
    private static final int MOST_BYTES = 16 << 20;

    /** Bytes of what ssh complains about; its sentences are short. */
    private static final int MOST_COMPLAINT = 8 << 10;

    /**
     * Checks the name.
     *
     * @throws HardwareException if ssh could take it for something else
     */
    public SshHost {
        if (!NAME.matcher(name).matches()) {
            throw HardwareException.malformed(
                    Hint.plain("'" + name + "' is no host for ssh"), Hint.plain("box and me@box are"));
        }
    }

    /**
     * Reads the host.
     *
     * @param environment where ssh is found
     * @throws HardwareException if ssh is missing, or says no, or the host answers with something else
     * @throws InterruptedException if the thread is interrupted; ssh is ended then
     */
    public RecordedSource read(Environment environment) throws InterruptedException {
        Path ssh = new ExternalTool(LIMIT, environment)
                .find("ssh")
                .orElseThrow(() -> unreadable("ssh is not on the PATH"));
        // BatchMode: a question for a password would wait for a terminal that is not there.
        return read(List.of(
                ssh.toString(), "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=" + CONNECT_SECONDS, name, "sh -s"));
    }

    /** Reads what a shell prints that is started so. */
    RecordedSource read(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).start();
            try {
                return said(process);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private RecordedSource said(Process process) throws IOException, InterruptedException {
        CompletableFuture<String> output = reading(process.getInputStream(), MOST_BYTES);
        CompletableFuture<String> complaint = reading(process.getErrorStream(), MOST_COMPLAINT);
        Thread.ofPlatform().daemon().start(() -> say(process));
        // Something that ssh started may outlive it and hold its output open.
        long deadline = System.nanoTime() + LIMIT.toNanos();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw late();
        }
        String text = within(deadline, output);
        if (process.exitValue() != 0 && text.isEmpty()) {
            throw unreadable(within(deadline, complaint)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, last) -> last)
                    .map(String::strip)
                    .orElse("ssh ended with code " + process.exitValue()));
        }
        return RecordedSource.of(text, name);
    }

    private String within(long deadline, CompletableFuture<String> text) throws InterruptedException {
        try {
            return text.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private HardwareException late() {
        return unreadable("no answer within " + LIMIT.toSeconds() + " s");
    }

    private HardwareException unreadable(String why) {
        return new HardwareException(
                Hint.plain(name + " cannot be read over ssh: " + why),
                Hint.plain("ssh " + name + " true must work without a password"));
    }

    private static void say(Process process) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(ProbeScript.text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read the script: its exit code and its words say why. To end it would close them.
        }
    }

    private static CompletableFuture<String> reading(InputStream stream, int most) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readNBytes(most), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return ""; // it was ended while it wrote
                    }
                },
                Thread.ofPlatform().daemon()::start);
    }
}
