package dev.llmfit.engine.line;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code --help} of llama.cpp's programs prints. */
final class ProgramHelp {
    private static final Pattern NAMES = Pattern.compile("(-[^\\s,]+(?:,\\s+-[^\\s,]+)*)(.*)");
    private static final Pattern DEFAULT = Pattern.compile("default:\\s*'?([^,;)']*)'?");
    private static final Pattern VARIABLE = Pattern.compile("\\(env: (\\w+)\\)");

    private ProgramHelp() {}

    /**
     * An option as a program explains it.
     *
     * @param names all spellings
     * @param values words that follow it
     * @param variable the variable that sets it
     * @param byDefault what it is by default; empty if the help does not say
     */
    record Documented(List<String> names, int values, Optional<String> variable, String byDefault) {}

    static List<Documented> of(LineProgram program) throws IOException {
        String text;
        try (InputStream in = ProgramHelp.class.getResourceAsStream("help/" + program.title() + ".txt")) {
            text = new String(Objects.requireNonNull(in, program.title()).readAllBytes(), StandardCharsets.UTF_8);
        }
        return program == LineProgram.LLAMA_BENCH ? bench(text) : common(text);
    }

    /** Options begin a line; what explains them is indented. */
    private static List<Documented> common(String text) {
        List<String> blocks = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("-") && !line.startsWith("-----")) {
                blocks.add(line);
            } else if (line.startsWith("   ") && !blocks.isEmpty()) {
                blocks.add(blocks.removeLast() + "\n " + line.strip());
            }
        }
        return blocks.stream().map(ProgramHelp::option).toList();
    }

    private static Documented option(String block) {
        Matcher names = NAMES.matcher(block.lines().findFirst().orElseThrow());
        if (!names.matches()) {
            throw new IllegalStateException("no option: " + block);
        }
        String rest = names.group(2);
        String hint =
                rest.startsWith(" ") && !rest.startsWith("  ") ? rest.strip().split(" {2,}", 2)[0] : "";
        Matcher variable = VARIABLE.matcher(block);
        Matcher byDefault = DEFAULT.matcher(block.replaceAll("\\s+", " "));
        return new Documented(
                split(names.group(1)),
                hint.isEmpty() ? 0 : hint.equals("START END") ? 2 : 1,
                variable.find() ? Optional.of(variable.group(1)) : Optional.empty(),
                byDefault.find()
                        ? byDefault.group(1).replaceFirst(" \\(env.*", "").strip()
                        : "");
    }

    private static List<Documented> bench(String text) {
        List<Documented> options = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher names =
                    Pattern.compile("  (-[^\\s,]+(?:,? +-[^\\s,]+)*)(.*)").matcher(line);
            if (!line.startsWith("   ") && names.matches()) {
                boolean value = names.group(2).matches(" [<(].*");
                Matcher byDefault = Pattern.compile("\\(default: ([^)]*)\\)").matcher(line);
                options.add(new Documented(
                        Arrays.asList(names.group(1).split(",? +", -1)),
                        value ? 1 : 0,
                        Optional.empty(),
                        byDefault.find() ? byDefault.group(1).strip() : ""));
            }
        }
        return options;
    }

    private static List<String> split(String names) {
        return Arrays.asList(names.split(",\\s+", -1));
    }
}
