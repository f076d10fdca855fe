package dev.llmfit.probe.remote;

import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.source.BoundedRun;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.RecordedSource;
import dev.llmfit.units.Environment;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
            BoundedRun run =
                    BoundedRun.of(new ProcessBuilder(command), ProbeScript.text(), RecordedSource.MOST_BYTES, LIMIT);
            if (run.exit() != 0 && run.output().isEmpty()) {
                throw unreadable(run.complaint()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .reduce((first, last) -> last)
                        .map(String::strip)
                        .orElse("ssh ended with code " + run.exit()));
            }
            return RecordedSource.of(run.output(), name);
        } catch (TimeoutException e) {
            throw unreadable("no answer within " + LIMIT.toSeconds() + " s");
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private HardwareException unreadable(String why) {
        return new HardwareException(
                Hint.plain(name + " cannot be read over ssh: " + why),
                Hint.plain("ssh " + name + " true must work without a password"));
    }
}
