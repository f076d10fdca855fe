package dev.llmfit.cli;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.units.Environment;
import dev.llmfit.units.Environment.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Help as the build renders it: reading the options of all commands to list them takes longer than all else that help does. What
 * was not rendered, such as a narrow terminal's, is rendered when it is asked for.
 */
final class PreparedHelp {
    /** Widths that are rendered; a terminal gets the widest that it has room for. Between them lines only end earlier: judgement. */
    private static final List<Integer> WIDTHS = List.of(120, 100, 80);

    /** Columns below which picocli renders nothing. */
    private static final int LEAST_WIDTH = 55;

    private static final String HELP = "help";

    /** Pages are alike on all machines: nothing of the one that builds them is read. */
    private static final Settings NOBODYS = new Settings(
            new Environment(Map.of(), Path.of(""), "", "", "", Path.of(""), new JavaProcess(Path.of(""), "", "")),
            true);

    private PreparedHelp() {}

    /**
     * Returns the width of help.
     *
     * @param columns width of the terminal
     */
    static int width(int columns) {
        for (int width : WIDTHS) { // no stream: what starts first is paid by every call
            if (width <= columns) {
                return width;
            }
        }
        return Math.clamp(columns, LEAST_WIDTH, WIDTHS.getLast());
    }

    /**
     * Returns the page that is asked for; empty if something else is asked, or if no such page was rendered.
     *
     * @param args the command line
     * @param console where it is read
     */
    static Optional<String> asked(List<String> args, Console console) {
        List<String> command = command(args);
        if (command.isEmpty() || !arePlain(command)) {
            return Optional.empty();
        }
        try (InputStream page =
                PreparedHelp.class.getResourceAsStream(place(width(console.columns()), console.colour(), command))) {
            return page == null
                    ? Optional.empty()
                    : Optional.of(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // of a damaged jar: what is wrong with it is told by what is read next
        }
    }

    /** Returns the command whose help is asked for, behind the program's name; empty if something else is asked. */
    static List<String> command(List<String> args) {
        List<String> command = new ArrayList<>(List.of("llmfit"));
        if (args.isEmpty()) {
            return List.of();
        }
        if (args.getFirst().equals(HELP)) {
            boolean all = args.size() == 1 || args.subList(1, args.size()).equals(List.of(HELP));
            command.addAll(all ? List.of() : args.subList(1, args.size()));
            return command;
        }
        if (!args.getLast().equals("--help") && !args.getLast().equals("-h")) {
            return List.of();
        }
        command.addAll(args.subList(0, args.size() - 1));
        return command;
    }

    /** Words of letters and dashes alone: no path of another file. */
    private static boolean arePlain(List<String> words) {
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if ((c < 'a' || c > 'z') && c != '-') {
                    return false;
                }
            }
        }
        return true;
    }

    private static String place(int width, boolean colour, List<String> command) {
        return HELP + "/" + width + (colour ? "-colour" : "") + "/" + String.join(".", command);
    }

    /** Renders all pages and prepares all options; the build calls it. The argument is the folder of this class's resources. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (int width : WIDTHS) {
            for (boolean colour : List.of(false, true)) {
                for (List<String> command : commands()) {
                    Path file = folder.resolve(place(width, colour, command));
                    Files.createDirectories(file.resolveSibling("."));
                    Files.writeString(file, rendered(command.subList(1, command.size()), width, colour));
                }
            }
        }
        for (Map.Entry<String, PreparedOptions> options : options().entrySet()) {
            Path file = folder.resolve(PreparedOptions.place(options.getKey()));
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, options.getValue().toString());
        }
    }

    /** Returns the options of all commands that have none below them. */
    static Map<String, PreparedOptions> options() {
        Map<String, PreparedOptions> all = new LinkedHashMap<>();
        everything()
                .getSubcommands()
                .forEach((name, command) -> PreparedOptions.annotated(command.getCommandSpec())
                        .ifPresent(options -> all.put(name, options)));
        return all;
    }

    /** Returns the program with all its commands. */
    private static CommandLine everything() {
        Console console = new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), 100, false);
        Shell shell = new Shell(console, Workbench.of(NOBODYS, warning -> {}));
        return new CommandRunner(console, NOBODYS).commandLine(List.of("--help"), shell);
    }

    /** Returns all commands that are told of, as words, the program's name first. */
    static List<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        add(everything(), List.of("llmfit"), all);
        return all;
    }

    private static void add(CommandLine line, List<String> words, List<List<String>> all) {
        all.add(words);
        line.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                List<String> longer = new ArrayList<>(words);
                longer.add(name);
                add(command, longer, all);
            }
        });
    }

    /** Returns a page as it is rendered when it was not prepared. */
    static String rendered(List<String> command, int width, boolean colour) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(out, OutputStream.nullOutputStream(), width, colour);
        List<String> args = new ArrayList<>(command);
        args.add("--help");
        new CommandRunner(console, NOBODYS).ran(args);
        console.out().flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
