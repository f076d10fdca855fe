package dev.llmfit.cli;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.OwnSpellings;
import dev.llmfit.cli.flags.PlotFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Places;
import dev.llmfit.cli.shell.ReaderGoneException;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.engine.line.LineException;
import dev.llmfit.engine.line.LineProgram;
import dev.llmfit.engine.line.OwnOptions;
import dev.llmfit.engine.line.PastedLine;
import dev.llmfit.engine.line.PastedLines;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Look;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Finds the command, runs it, and turns every failure into one sentence and an exit code. */
public final class CommandRunner {
    /** Commands after which a llama.cpp command line may be pasted. */
    private static final Set<String> PASTED = Set.of("size", "verify");

    /** Commands that take the flags of a llama.cpp launch. */
    private static final Set<String> LAUNCHES = Set.of("size", "verify", "bench");

    private static final String SIZE = "size";
    private static final String HELP = "help";
    private static final String VERSION = "version";

    private static final List<String> TRAIN_HELP = List.of("train", "help");
    private static final List<String> VERSIONS = List.of("--version", "-V", VERSION);
    private static final List<String> LONGER = List.of("-v", "--verbose");

    private final Console console;
    private final Settings settings;

    /** Creates a runner that writes to this console and answers with these settings. */
    public CommandRunner(Console console, Settings settings) {
        this.console = console;
        this.settings = settings;
    }

    /**
     * Runs one command line.
     *
     * @param args arguments without the program's name
     * @return the exit code
     */
    public int run(List<String> args) {
        Optional<String> known = PreparedHelp.asked(args, console).or(() -> version(args));
        if (known.isPresent()) {
            console.out().print(known.get());
            return written(ExitCode.OK.code());
        }
        if (args.equals(TRAIN_HELP)) {
            return trained();
        }
        Look look = console.look();
        look = args.contains("--plain") ? look.spoken() : look;
        look = args.contains("--ascii") ? look.with(Glyphs.ASCII) : look;
        look = FormatFlags.in(args).map(look::in).orElse(look);
        CommandRunner runner = look.equals(console.look()) ? this : new CommandRunner(console.with(look), settings);
        return runner.ran(PlotFlags.attached(withoutWords(args)));
    }

    /** Returns the version, where nothing else is asked; with -v also where everything lies. */
    private Optional<String> version(List<String> args) {
        boolean asked = !args.isEmpty() && VERSIONS.contains(args.getFirst());
        boolean more = args.size() == 2 && LONGER.contains(args.getLast());
        if (!asked || (args.size() != 1 && !more)) {
            return Optional.empty();
        }
        return Optional.of(more ? Places.text(settings.environment()) : Version.line() + "\n");
    }

    /** Does what help and version do, for their AOT cache. */
    private int trained() {
        run(List.of("--help"));
        run(List.of("--version"));
        return run(List.of("size", "--help"));
    }

    /** {@code help}, {@code help COMMAND} and {@code version} are what people try first. */
    private static List<String> withoutWords(List<String> args) {
        String first = args.isEmpty() ? "" : args.getFirst();
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        if (first.equals(VERSION)) {
            return and("--version", rest);
        }
        if (!first.equals(HELP)) {
            return args;
        }
        if (rest.isEmpty() || rest.equals(List.of(HELP))) {
            return List.of("--help");
        }
        if (!Commands.all().containsKey(rest.getFirst())) {
            return args;
        }
        List<String> asked = new ArrayList<>(rest);
        asked.add("--help");
        return asked;
    }

    private static List<String> and(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    /** Runs one command line by its options, help included. */
    int ran(List<String> args) {
        boolean json = args.contains("--json");
        Workbench bench = Workbench.of(settings.offlineIf(args.contains("--offline")), warning -> say(warning, ""));
        Shell shell = new Shell(console, bench);
        Optional<PreparedOptions> prepared = args.isEmpty() ? Optional.empty() : PreparedOptions.of(args.getFirst());
        Shell asking = shell;
        List<String> own = args;
        if (!args.isEmpty() && PASTED.contains(args.getFirst())) {
            PastedLine pasted;
            try {
                OwnOptions options = prepared.map(PreparedOptions::spellings).orElseGet(() -> spellings(args, shell));
                pasted = PastedLines.read(args.subList(1, args.size()), options);
            } catch (LineException e) {
                return report(
                        new CommandException(ExitCode.USAGE, "usage", String.valueOf(e.getMessage()), e.hint()), json);
            }
            if (pasted.program() != LineProgram.NONE || !pasted.notes().isEmpty()) {
                asking = new Shell(console, bench, pasted);
            }
            if (!args.getFirst().equals(SIZE)) { // its answer holds them
                pasted.notes().forEach(note -> console.err().println("Note: " + note));
            }
            own = new ArrayList<>(List.of(args.getFirst()));
            own.addAll(withChangesAttached(pasted.arguments()));
        }
        return written(read(prepared, args, own, asking));
    }

    /** Reads a line by the prepared options; one that they do not read, and one that they refuse, by the annotations. */
    private int read(Optional<PreparedOptions> prepared, List<String> args, List<String> own, Shell shell) {
        boolean json = args.contains("--json");
        Optional<CommandLine> plain = prepared.flatMap(options -> options.line(
                own.subList(1, own.size()),
                args.getFirst(),
                Commands.of(args.getFirst(), shell),
                new LlmfitCommand(shell)));
        if (plain.isPresent()) {
            settle(plain.get(), args);
            plain.get().setParameterExceptionHandler((failure, rest) -> read(Optional.empty(), args, own, shell));
            return executed(plain.get(), args, own, json);
        }
        CommandLine line = commandLine(args, shell);
        line.setParameterExceptionHandler((failure, rest) -> misused(failure, args, json));
        return executed(line, args, own, json);
    }

    /** An error of the machine below is told like a failure, unlike in picocli, which passes it on. */
    @SuppressWarnings("CatchAndPrintStackTrace") // --debug asks for it
    private int executed(CommandLine line, List<String> args, List<String> own, boolean json) {
        line.setExecutionExceptionHandler((failure, cmd, parsed) -> failed(failure, json, args.contains("--debug")));
        try {
            return line.execute(own.toArray(String[]::new));
        } catch (RuntimeException | Error failure) {
            return failed(failure, json, args.contains("--debug"));
        }
    }

    /** Returns the exit code of what was said, if it arrived: 1 where it was lost. That a reader has gone loses nothing. */
    private int written(int code) {
        console.out().flush();
        IOException lost = console.out().failure().orElse(null);
        if (lost == null || lost instanceof ReaderGoneException) {
            return code;
        }
        say(
                "The answer cannot be written to standard output: " + lost.getMessage() + ".",
                "make room, or write elsewhere");
        return ExitCode.FAILURE.code();
    }

    CommandLine commandLine(List<String> args, Shell shell) {
        CommandLine line = new CommandLine(new LlmfitCommand(shell));
        Function<Shell, Callable<Integer>> called =
                args.isEmpty() ? null : Commands.all().get(args.getFirst());
        if (called != null) {
            line.addSubcommand(args.getFirst(), called.apply(shell));
        } else if (!args.isEmpty()) { // alone it needs none
            Commands.all().forEach((name, constructor) -> line.addSubcommand(name, constructor.apply(shell)));
        }
        HelpLayout.of(line);
        settle(line, args);
        line.setUsageHelpWidth(PreparedHelp.width(console.columns()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        return line;
    }

    /** Sets how a line is read. */
    static void settle(CommandLine line, List<String> args) {
        line.registerConverter(Path.class, CommandRunner::path);
        line.setPosixClusteredShortOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // The last one wins, as in llama.cpp; launch scripts append what they override.
        line.setOverwrittenOptionsAllowed(!args.isEmpty() && LAUNCHES.contains(args.getFirst()));
    }

    private OwnOptions spellings(List<String> args, Shell shell) {
        return OwnSpellings.of(
                Objects.requireNonNull(commandLine(args, shell).getSubcommands().get(args.getFirst())));
    }

    /** Attaches the value of {@code --vs} behind a blank: it begins with a flag and would be taken for one. */
    private static List<String> withChangesAttached(List<String> args) {
        List<String> attached = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--vs") && i + 1 < args.size()) {
                attached.add("--vs= " + args.get(++i));
            } else {
                attached.add(arg.startsWith("--vs=") ? "--vs= " + arg.substring("--vs=".length()) : arg);
            }
        }
        return attached;
    }

    private static Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + word + "' is no path: " + e.getReason());
        }
    }

    private int misused(ParameterException failure, List<String> args, boolean json) {
        if (failure.getCause() instanceof CommandException command) {
            return report(command, json);
        }
        return report(UsageSentence.of(failure, args), json);
    }

    private int failed(Throwable failure, boolean json, boolean debug) {
        if (debug) {
            failure.printStackTrace(console.err());
        }
        if (failure instanceof IOException && console.out().failure().isPresent()) {
            return ExitCode.OK.code(); // a batch that ended because of it; what that means is told at the end
        }
        return report(translated(failure), json);
    }

    private static CommandException translated(Throwable failure) {
        if (failure instanceof CommandException command) {
            return command;
        }
        Refusal refusal = Refusal.of(failure);
        return new CommandException(
                ExitCode.of(refusal.kind()), refusal.code(), refusal.message(), Shell.WORDS.of(refusal.hint()));
    }

    private int report(CommandException failure, boolean json) {
        String hint = failure.hint();
        console.out().flush();
        say(String.valueOf(failure.getMessage()), hint);
        if (json && !console.out().isBegun()) { // never a second document behind the answer
            JsonObject error = JsonObject.builder()
                    .put("code", failure.code())
                    .put("message", String.valueOf(failure.getMessage()))
                    .put("hint", hint)
                    .build();
            JsonObject document = JsonObject.builder()
                    .put("schema", "llmfit/error/1")
                    .put("error", error)
                    .build();
            console.line(Json.pretty(document));
        }
        return failure.exitCode().code();
    }

    /** Says a sentence in one line, whatever names stand in it. */
    private void say(String sentence, String hint) {
        String line = "llmfit: " + sentence + (hint.isEmpty() ? "" : " (" + hint + ")");
        console.err().print(line.strip().replaceAll("\\s*\\R\\s*", " ") + '\n');
    }
}
