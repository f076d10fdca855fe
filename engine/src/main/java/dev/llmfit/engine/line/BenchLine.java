package dev.llmfit.engine.line;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a line of llama-bench. Each test has a context of its own, as long as its tokens ({@code to_llama_cparams} in {@code
 * tools/llama-bench/llama-bench.cpp}); the one with the longest is answered.
 */
final class BenchLine {
    /** {@code parse_int_range}: first[-last[+step|*step]]. */
    private static final Pattern RANGE = Pattern.compile("(-?\\d+)(?:-(\\d+)(?:([+*])(\\d+))?)?");

    /** Values of a range that are looked at; more are no measurement that ends. */
    private static final int MOST_VALUES = 10_000;

    private static final Set<String> TESTS = Set.of("-p", "-n", "-pg", "-d");
    private static final Set<String> SWITCHES = Set.of("-nkvo", "-nopo", "-embd");

    private final LineOptions table = LineOptions.bundled();
    private final LineArguments line;
    private final LineModel model = new LineModel();
    private final Map<String, String> given = new LinkedHashMap<>();

    BenchLine(OwnOptions own) {
        this.line = new LineArguments(LineProgram.LLAMA_BENCH, own);
    }

    /** Reads variables that stand before the program; of llama.cpp's it knows none. */
    BenchLine variables(Map<String, String> variables) {
        LineVariables reader = new LineVariables(table, line);
        variables.forEach((name, value) -> {
            if (name.startsWith("LLAMA_ARG_")) {
                line.note("llama-bench does not read " + name + ".");
            } else {
                reader.words(name, value);
            }
        });
        return this;
    }

    /** Reads the words behind the program. */
    PastedLine read(List<String> words) {
        for (int i = 0; i < words.size(); ) {
            i += word(words, i);
        }
        String reference = model.reference()
                .orElseThrow(() ->
                        new LineException("The line names no model.", "add -m FILE, or -hf org/repository:Q4_K_M"));
        line.add("--model", only("-m", reference));
        line.add("-c", Integer.toString(context()));
        launch();
        line.withoutServer();
        return line.finished();
    }

    private int word(List<String> words, int at) {
        String name = LineOptions.normalized(words.get(at));
        Optional<LineOption> option =
                table.find(name, LineProgram.LLAMA_BENCH).filter(o -> o.isOf(LineProgram.LLAMA_BENCH));
        if (option.isEmpty()) {
            if (line.own().has(name)) {
                int length = line.own().length(words, at);
                line.addAll(words.subList(at, at + length));
                return length;
            }
            List<String> near = table.nearest(name, LineProgram.LLAMA_BENCH, line.own());
            throw new LineException(
                    "Unknown option: '" + name + "' is none of llama-bench's.",
                    near.isEmpty() ? "leave it out" : "did you mean " + String.join(" or ", near) + "?");
        }
        if (option.get().values() == 0) {
            take(option.get(), name, "");
            return 1;
        }
        if (at + 1 == words.size()) {
            throw new LineException("Expected a value behind " + name + ".", "write it after a blank");
        }
        take(option.get(), name, words.get(at + 1));
        return 2;
    }

    private void take(LineOption option, String name, String value) {
        if (option.lastBuild().isPresent()) {
            line.note(name + ": " + option.note() + ".");
        }
        switch (option.effect()) {
            case MODEL -> model.take(option.key(), value);
            case SPEED -> line.speedAlone(name);
            case NONE -> {
                if (line.own().has(name) && value.isEmpty()) {
                    line.add(name);
                } else {
                    line.nothing(name);
                }
            }
            case REFUSED ->
                throw new LineException(
                        "With " + name + " there is nothing to size: " + option.note() + ".", "leave it out");
            case MEMORY, PRESET -> given.merge(option.key(), value, (a, b) -> a + "," + b); // more values, as there
        }
    }

    /** Returns the longest context of a test. */
    private int context() {
        int prompt = largest("-p", "512");
        int generated = largest("-n", "128");
        int both = 0;
        if (given.containsKey("-pg")) {
            String[] parts = given.get("-pg").split(",", -1);
            for (int i = 0; i + 1 < parts.length; i += 2) {
                both = Math.max(both, number("-pg", parts[i]) + number("-pg", parts[i + 1]));
            }
        }
        int depth = largest("-d", "0");
        int longest = Math.max(both, Math.max(prompt, generated));
        if (longest <= 0) {
            throw new LineException("llama-bench would run no test.", "give -p or -n");
        }
        line.note("llama-bench makes a context for each of its tests; this is the longest, " + longest + " tokens"
                + (depth > 0 ? " behind " + depth : "") + ".");
        return longest + depth;
    }

    private void launch() {
        given.forEach((key, value) -> {
            if (TESTS.contains(key)) {
                return;
            }
            switch (key) {
                case "-ts" -> line.add("-ts", only(key, value).replace('/', ',').replace(';', ','));
                case "-ot" -> line.add("-ot", only(key, value).replace(';', ','));
                case "-dev" -> line.addIfOwn("--device", only(key, value).replace('/', ','), "-dev");
                case "-rpc" -> line.addIfOwn("--rpc", value, "-rpc");
                case "-fitt", "-fitc" -> line.notCounted(key);
                default -> {
                    if (SWITCHES.contains(key)) {
                        turned(key, only(key, value));
                    } else {
                        line.add(key, number(key, value, table.find(key, LineProgram.LLAMA_BENCH)));
                    }
                }
            }
        });
    }

    private void turned(String key, String value) {
        if (!value.equals("1")) {
            return;
        }
        List<String> spellings = switch (key) {
            case "-nkvo" -> List.of("-nkvo");
            case "-nopo" -> List.of("--no-op-offload");
            default -> List.of("--embedding", "--embeddings");
        };
        line.own().first(spellings).ifPresentOrElse(line::add, () -> line.notCounted(key));
    }

    private static String number(String key, String value, Optional<LineOption> option) {
        boolean numbers = option.map(o -> o.byDefault().matches("-?\\d+")).orElse(false);
        return numbers ? Integer.toString(one(key, values(key, value))) : only(key, value);
    }

    private int largest(String key, String otherwise) {
        return values(key, given.getOrDefault(key, otherwise)).stream()
                .max(Integer::compare)
                .orElse(0);
    }

    private static int number(String key, String text) {
        return one(key, values(key, text));
    }

    private static int one(String key, List<Integer> values) {
        if (values.size() != 1) {
            throw several(
                    key, String.join(",", values.stream().map(String::valueOf).toList()));
        }
        return values.getFirst();
    }

    private static String only(String key, String value) {
        if (value.indexOf(',') >= 0) {
            throw several(key, value);
        }
        return value;
    }

    private static LineException several(String key, String values) {
        return new LineException(
                "llama-bench makes one launch for each value of " + key + " " + values + ", and this answers one.",
                "give one value");
    }

    private static List<Integer> values(String key, String text) {
        List<Integer> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher m = RANGE.matcher(part.strip());
            try {
                if (!m.matches()) {
                    throw new NumberFormatException(part);
                }
                int first = Integer.parseInt(m.group(1));
                int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
                int step = m.group(4) == null ? 1 : Integer.parseInt(m.group(4));
                boolean times = "*".equals(m.group(3));
                for (long i = first; i <= last && values.size() < MOST_VALUES; ) {
                    values.add((int) i);
                    long next = times ? i * step : i + step;
                    if (next <= i) {
                        throw new NumberFormatException(part);
                    }
                    i = next;
                }
            } catch (NumberFormatException e) {
                throw new LineException(
                        "'" + key + " " + text + "' is not accepted.",
                        "write numbers as llama-bench does: 512,1024 or 1-8*2");
            }
        }
        return values;
    }
}
