package dev.llmfit.engine.foreign;

import dev.llmfit.engine.Workload;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Timings of single answers: lines of llama.cpp's programs, {@code ollama run --verbose}, {@code timings} of llama-server's answers. */
final class Timings {
    private static final Pattern LLAMA_CPP =
            Pattern.compile("(prompt )?eval time *= *([0-9.]+) ms */ *([0-9]{1,9}) *(?:tokens|runs)");
    private static final Pattern OLLAMA_COUNT = Pattern.compile("^ *(prompt )?eval count: +([0-9]{1,9}) token");
    private static final Pattern OLLAMA_RATE = Pattern.compile("^ *(prompt )?eval rate: +([0-9.]+) tokens/s");

    /** Fewer tokens say more of the clock than of the machine; judgement. */
    private static final int FEWEST = 8;

    private Timings() {}

    /** Reads what a server answered. */
    static List<ForeignResult> json(JsonValue timings, int line) {
        FieldSource fields = FieldSource.of(timings);
        List<ForeignResult> results = new ArrayList<>();
        add(results, line, Workload.Phase.PP, fields.whole("prompt_n"), fields.number("prompt_per_second"));
        add(results, line, Workload.Phase.TG, fields.whole("predicted_n"), fields.number("predicted_per_second"));
        return results;
    }

    private static void add(
            List<ForeignResult> results, int line, Workload.Phase phase, OptionalInt tokens, OptionalDouble speed) {
        if (tokens.orElse(0) >= FEWEST && speed.orElse(0) > 0) {
            results.add(result(line, "llama-server", phase, tokens.getAsInt(), speed.getAsDouble()));
        }
    }

    /** Reads lines of a program. */
    static void text(List<String> lines, ForeignFile.Sink sink) {
        Map<Boolean, Integer> counts = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int number = i + 1;
            Matcher time = LLAMA_CPP.matcher(line);
            Matcher count = OLLAMA_COUNT.matcher(line);
            Matcher rate = OLLAMA_RATE.matcher(line);
            if (time.find()) {
                boolean prompt = time.group(1) != null;
                sink.row(
                        number,
                        () -> few(
                                Integer.parseInt(time.group(3)),
                                number,
                                "llama.cpp",
                                prompt,
                                1000 * Integer.parseInt(time.group(3)) / seconds(time.group(2))));
            } else if (count.find()) {
                counts.put(count.group(1) != null, Integer.parseInt(count.group(2)));
            } else if (rate.find()) {
                boolean prompt = rate.group(1) != null;
                int tokens = counts.getOrDefault(prompt, 0);
                sink.row(number, () -> few(tokens, number, "ollama", prompt, seconds(rate.group(2))));
            }
        }
    }

    private static double seconds(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its time is no number", e);
        }
    }

    private static List<ForeignResult> few(int tokens, int line, String tool, boolean prompt, double speed) {
        if (tokens < FEWEST) {
            throw new IllegalArgumentException(tokens + " tokens say nothing of a speed");
        }
        return List.of(result(line, tool, prompt ? Workload.Phase.PP : Workload.Phase.TG, tokens, speed));
    }

    private static ForeignResult result(int line, String tool, Workload.Phase phase, int tokens, double speed) {
        return new ForeignResult(
                line,
                tool,
                ForeignResult.NamedModel.UNKNOWN,
                ForeignResult.Place.UNKNOWN,
                ForeignResult.Options.UNKNOWN,
                OptionalInt.empty(),
                Optional.empty(),
                LlamaBenchRow.told(new Workload(phase, tokens, 0), OptionalDouble.of(speed), OptionalDouble.empty()));
    }
}
