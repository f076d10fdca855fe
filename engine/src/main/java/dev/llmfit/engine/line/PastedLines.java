package dev.llmfit.engine.line;

import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads what stands behind a command: this program's own options and in any order a line of another program, as words or as one text.
 */
public final class PastedLines {
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:\\$env:)?([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

    /** Files whose text is read: recipes of Ollama and scripts that start a program. */
    private static final Pattern READ =
            Pattern.compile("(.*[/\\\\])?(modelfile.*|.*\\.(modelfile|sh|bat|cmd|ps1))", Pattern.CASE_INSENSITIVE);

    private final OwnOptions own;

    /** The longest lines that people paste have a hundred words; judgement. */
    private static final int MOST_WORDS = 2000;

    private PastedLines(OwnOptions own) {
        this.own = own;
    }

    /**
     * Reads arguments.
     *
     * @param arguments what stands behind the command
     * @param own the options of the command
     * @throws LineException if they cannot be read
     */
    public static PastedLine read(List<String> arguments, OwnOptions own) {
        return new PastedLines(own).read(arguments);
    }

    private PastedLine read(List<String> arguments) {
        if (arguments.size() > MOST_WORDS) {
            throw new LineException("A line of " + arguments.size() + " words starts no model.", "paste one command");
        }
        for (int i = 0; i < arguments.size(); ) {
            String word = arguments.get(i);
            if (own.has(word)) {
                i += own.length(arguments, i);
                continue;
            }
            if (word.chars().noneMatch(Character::isWhitespace)
                    && StartedProgram.at(arguments, i).isPresent()) {
                break;
            }
            Optional<PastedLine> text = word.startsWith("-") ? Optional.empty() : text(word);
            if (text.isPresent()) {
                return around(arguments.subList(0, i), text.get(), arguments.subList(i + 1, arguments.size()));
            }
            i++;
        }
        int first = firstOther(arguments);
        List<String> line = arguments.subList(first, arguments.size());
        Optional<PastedLine> command = command(line, new LinkedHashMap<>());
        return command.isPresent()
                ? around(arguments.subList(0, first), command.get(), List.of())
                : new LlamaCppLine(LineProgram.NONE, own).words(arguments).finish();
    }

    /** Returns where the words begin that are none of this program's options. */
    private int firstOther(List<String> arguments) {
        int i = 0;
        while (i < arguments.size() && own.has(arguments.get(i))) {
            i += own.length(arguments, i);
        }
        return i;
    }

    /** Puts this program's own options around what a line means. */
    private PastedLine around(List<String> before, PastedLine line, List<String> after) {
        PastedLine rest = new LlamaCppLine(LineProgram.NONE, own).words(after).finish();
        List<String> all = new ArrayList<>(before);
        all.addAll(line.arguments());
        all.addAll(rest.arguments());
        List<String> notes = new ArrayList<>(line.notes());
        notes.addAll(rest.notes());
        return new PastedLine(line.program(), all, notes);
    }

    /** Reads one text: a file of a recipe or a script, a line with blanks, a request, a call of Python. */
    private Optional<PastedLine> text(String text) {
        if (isFile(text) && READ.matcher(text).matches()) {
            Optional<PastedLine> read = text(contents(text));
            if (read.isEmpty()) {
                throw new LineException(
                        "The file " + text + " holds no line that loads a model.", "name a GGUF file or a Modelfile");
            }
            return read;
        }
        if (text.isBlank()
                || isFile(text)
                || !Pattern.compile("[\\s({]").matcher(text.strip()).find()) {
            return Optional.empty();
        }
        return RequestBody.read(text, own)
                .or(() -> PythonCall.read(text, own))
                .or(() -> Modelfile.read(text, own))
                .or(() -> script(text));
    }

    /** Reads the first command of a text that starts a program; variables that are set before it hold. */
    private Optional<PastedLine> script(String text) {
        List<List<String>> commands;
        try {
            commands = ShellWords.commands(text);
        } catch (IllegalArgumentException e) {
            List<String> words = List.of(text.strip().split("\\s+"));
            if (IntStream.range(0, words.size())
                    .noneMatch(i -> StartedProgram.at(words, i).isPresent())) {
                return Optional.empty();
            }
            throw new LineException("The pasted text cannot be read: " + e.getMessage() + ".", "close the quote");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (List<String> command : commands) {
            Optional<PastedLine> line = command(command, variables);
            if (line.isPresent()) {
                return line;
            }
            boolean sets = command.stream()
                    .allMatch(w -> ASSIGNMENT.matcher(w).matches() || w.equals("export") || w.equals("set"));
            if (sets) {
                command.forEach(w -> assignment(w, variables));
            } else if (command.size() == 3
                    && command.getFirst().startsWith("$env:")
                    && command.get(1).equals("=")) {
                assignment(command.getFirst() + "=" + command.get(2), variables);
            }
        }
        return Optional.empty();
    }

    private static void assignment(String word, Map<String, String> variables) {
        Matcher m = ASSIGNMENT.matcher(word);
        if (m.matches()) {
            variables.put(m.group(1).toUpperCase(Locale.ROOT), m.group(2));
        }
    }

    /** Reads a command that starts a program that is known, whatever wraps it: {@code sudo}, {@code nohup}, {@code docker run}. */
    private Optional<PastedLine> command(List<String> words, Map<String, String> before) {
        Map<String, String> variables = new LinkedHashMap<>(before);
        for (int i = 0; i < words.size(); i++) {
            Optional<StartedProgram> started = StartedProgram.at(words, i);
            if (started.isPresent()) {
                variables.putAll(started.get().variables());
                return Optional.of(line(started.get(), variables));
            }
            assignment(words.get(i), variables);
        }
        return Optional.empty();
    }

    private PastedLine line(StartedProgram started, Map<String, String> variables) {
        List<String> words = started.words();
        return switch (started.program()) {
            case LLAMA_SERVER, LLAMA_CLI, LLAMA_COMPLETION ->
                new LlamaCppLine(started.program(), own)
                        .variables(variables)
                        .words(words)
                        .finish();
            case LLAMA_BENCH -> new BenchLine(own).variables(variables).read(words);
            case OLLAMA -> new OllamaCommand(own).variables(variables).read(words);
            case LM_STUDIO -> new StoreLine(own).load(words);
            case DOWNLOAD -> new StoreLine(own).download(words);
            case LLAMA_CPP_PYTHON, KOBOLDCPP, TEXT_GENERATION_WEBUI ->
                new FrontEndLine(started.program(), own).variables(variables).read(words);
            case REQUEST -> RequestBody.ofCommand(words, own);
            case NONE -> throw new IllegalStateException("no program");
        };
    }

    private static boolean isFile(String text) {
        try {
            return Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String contents(String file) {
        try {
            return TextFile.read(Path.of(file));
        } catch (TextFileException e) {
            throw new LineException("The line names a file: " + e.getMessage() + ".", "");
        }
    }
}
