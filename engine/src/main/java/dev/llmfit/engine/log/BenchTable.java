package dev.llmfit.engine.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Markdown table that {@code llama-bench} prints ({@code tools/llama-bench/llama-bench.cpp}, {@code markdown_printer}).
 *
 * @param model what its first column says, for example {@code llama 8B Q4_K - Medium}
 * @param parameters billions of parameters
 * @param layers {@code ngl}
 * @param prompt tokens per second of the prompt test, the last one
 * @param generation tokens per second of the generation test, the last one
 */
public record BenchTable(
        String model, OptionalDouble parameters, OptionalInt layers, OptionalDouble prompt, OptionalDouble generation) {
    private static final Pattern SPEED = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(?: *(?:±|\\+/-|\\ufffd.?|Â±).*)?");
    private static final Pattern TEST = Pattern.compile("(pp|tg) ?[0-9]+(?: @ d[0-9]+)?");

    static Optional<BenchTable> in(List<String> lines) {
        List<String> header = List.of();
        Optional<BenchTable> found = Optional.empty();
        for (String line : lines) {
            List<String> cells = cells(line);
            if (cells.contains("model") && cells.contains("test") && cells.contains("t/s")) {
                header = cells;
            } else if (!header.isEmpty() && cells.size() == header.size()) {
                Optional<BenchTable> next = row(header, cells, found);
                found = next.isPresent() ? next : found;
            }
        }
        return found;
    }

    private static Optional<BenchTable> row(List<String> header, List<String> cells, Optional<BenchTable> before) {
        Matcher speed = SPEED.matcher(cells.get(header.indexOf("t/s")));
        Matcher test = TEST.matcher(cells.get(header.indexOf("test")));
        if (!speed.matches() || !test.matches()) {
            return Optional.empty();
        }
        OptionalDouble measured = LogNumber.real(speed.group(1));
        boolean generated = test.group(1).equals("tg");
        OptionalDouble prompt = before.map(BenchTable::prompt).orElse(OptionalDouble.empty());
        OptionalDouble generation = before.map(BenchTable::generation).orElse(OptionalDouble.empty());
        return Optional.of(new BenchTable(
                cells.get(header.indexOf("model")),
                billions(cell(header, cells, "params")),
                whole(cell(header, cells, "ngl")),
                generated ? prompt : measured,
                generated ? measured : generation));
    }

    private static String cell(List<String> header, List<String> cells, String name) {
        int index = header.indexOf(name);
        return index < 0 ? "" : cells.get(index);
    }

    private static OptionalDouble billions(String text) {
        Matcher m = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ([BM])").matcher(text);
        return m.matches()
                ? OptionalDouble.of(
                        LogNumber.real(m.group(1)).orElse(0) / (m.group(2).equals("M") ? 1000 : 1))
                : OptionalDouble.empty();
    }

    private static OptionalInt whole(String text) {
        return text.matches("[0-9]{1,4}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    private static List<String> cells(String line) {
        String plain = line.strip();
        if (!plain.startsWith("|")) {
            return List.of();
        }
        List<String> cells = new ArrayList<>(Arrays.asList(plain.substring(1).split("\\|")));
        return cells.stream().map(c -> c.strip()).toList();
    }

    /** Returns the file type that the first column ends with, as a command line takes it. */
    public Optional<String> fileType() {
        Matcher m = Pattern.compile(
                        "((?:I?Q[0-9]\\S*|F16|BF16|F32|MXFP4\\S*)(?: - \\w+| MoE| mix)?)(?: - [0-9.]+ bpw)?$")
                .matcher(model);
        return m.find() ? Optional.of(LoggedModel.spelled(m.group(1))) : Optional.empty();
    }

    /** Returns the words of the first column before the file type, for a search in a catalogue. */
    public String family() {
        return model.toLowerCase(Locale.ROOT).replaceAll(" (?:i?q[0-9]|f16|bf16|f32|mxfp4).*", "");
    }
}
