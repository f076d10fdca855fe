package dev.llmfit.cli;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.units.Environment;
import dev.llmfit.units.KnowledgeFiles;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A command that ran in this process.
 *
 * @param exit its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandRun(int exit, String out, String err) {
    /** What tests say of other work, so that none hangs on what else this machine does. */
    public static final MachineLoad.Source QUIET = () -> new MachineLoad(0, 8);

    /** Returns the settings of tests: this process, whose data folder the build sets to a folder of its own. */
    public static Settings settings() {
        return new Settings(Environment.ofProcess(), false, QUIET, TODAY);
    }

    static {
        // A command that reads the standard input would wait for the one of the build, which does not end.
        System.setIn(InputStream.nullInputStream());
    }

    /** The day of what is known: answers of tests do not age. */
    public static final Clock TODAY = Clock.fixed(
            KnowledgeFiles.version().date().atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);

    /** Returns a workbench of tests. */
    public static Workbench bench() {
        return Workbench.of(settings());
    }

    /** Runs a command on a console of 100 columns. */
    public static CommandRun of(String... args) {
        return of(settings(), 100, args);
    }

    /** Runs a command on a console of 100 columns, with some environment variables of its own. */
    public static CommandRun with(Map<String, String> variables, String... args) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(variables);
        Settings settings = new Settings(Environment.ofProcess().withVariables(all), false, QUIET, TODAY);
        return of(settings, 100, args);
    }

    /** Runs a command on a busy machine, with some environment variables of its own. */
    public static CommandRun busy(Map<String, String> variables, String... args) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(variables);
        Environment environment = Environment.ofProcess().withVariables(all);
        return of(new Settings(environment, false, () -> new MachineLoad(5, 2), TODAY), 100, args);
    }

    /** Runs a command with other settings on a console of other width. */
    public static CommandRun of(Settings settings, int columns, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(stream(out), stream(err), columns, false);
        int exit = new CommandRunner(console, settings).run(List.of(args));
        console.out().flush();
        console.err().flush();
        return new CommandRun(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
