package dev.llmfit.probe.doctor;

import dev.llmfit.probe.doctor.SetupFinding.Severity;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who answers to the name of this program's command. Another program of the same name is on PyPI, Homebrew and Scoop; where its folder
 * comes first on PATH, people who type the name get that one.
 */
public final class CommandName {
    private static final String COMMAND = "llmfit";

    /** The second name, by which packages install the command: {@code dist/packing}. */
    private static final String SECOND = "llmfit-exact";

    /** What every launcher of this program has in its first lines: {@code ./llmfit}, {@code dist/launcher}, the wheel's command. */
    private static final String MARK = "Starts llmfit";

    /** Bytes in which the mark stands; launchers have it in their second line. */
    private static final int HEAD = 512;

    /** The first words of this program's version, as nothing else writes them. */
    private static final Pattern OWN_VERSION = Pattern.compile("llmfit \\S+, models \\S");

    /** Characters of another program's version that are shown; judgement. */
    private static final int SHOWN = 60;

    /** A program that is asked for its version and says none in this time is shown without; judgement. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private CommandName() {}

    /** Returns what to say if the command's name on PATH belongs to another program; empty if it is this one's or nobody's. */
    public static Optional<SetupFinding> taken(Environment environment) {
        ExternalTool tools = new ExternalTool(LIMIT, environment);
        return tools.command(COMMAND).filter(file -> !hasMark(file)).flatMap(file -> {
            Optional<String> said = tools.run(List.of(file.toString(), "--version"))
                    .found()
                    .map(text -> text.strip().lines().findFirst().orElse(""));
            return said.filter(text -> OWN_VERSION.matcher(text).lookingAt()).isPresent()
                    ? Optional.empty()
                    : Optional.of(finding(file, said, tools));
        });
    }

    private static SetupFinding finding(Path file, Optional<String> said, ExternalTool tools) {
        String version = said.filter(text -> !text.isEmpty())
                .map(text -> ", which says \"" + text.substring(0, Math.min(SHOWN, text.length())) + "\"")
                .orElse("");
        String fix = tools.command(SECOND).isPresent()
                ? "call this one " + SECOND + ", or put its folder before " + file.getParent() + " on PATH"
                : "put the folder of this one before " + file.getParent() + " on PATH, or link it there as " + SECOND;
        return new SetupFinding(
                Severity.WARNING,
                "command-taken",
                "The command " + COMMAND + " on PATH is another program: " + file + version + ".",
                fix);
    }

    private static boolean hasMark(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains(MARK);
        } catch (IOException e) {
            return false; // it may be run and not read: it is asked
        }
    }
}
