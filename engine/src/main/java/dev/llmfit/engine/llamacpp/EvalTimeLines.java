package dev.llmfit.engine.llamacpp;

import dev.llmfit.engine.ServerTiming;
import dev.llmfit.engine.log.LogNumber;
import dev.llmfit.engine.log.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads llama.cpp's own timings, {@code prompt eval time = 123.4 ms / 56 tokens} and {@code eval time = …}. */
public final class EvalTimeLines {
    private static final Pattern TIME =
            Pattern.compile("(prompt )?eval time = +([0-9.]+) ms / +([0-9]+) (?:tokens|runs)");

    private EvalTimeLines() {}

    /** Returns the last pair of lines if exactly this many requests were printed. */
    public static Optional<ServerTiming> last(List<String> lines, int requests) {
        List<double[]> prompts = new ArrayList<>();
        List<double[]> generations = new ArrayList<>();
        for (String line : lines) {
            Matcher m = TIME.matcher(LogText.cut(line));
            if (m.find()) {
                double[] values = {
                    LogNumber.real(m.group(3)).orElse(0),
                    LogNumber.real(m.group(2)).orElse(0) / 1000
                };
                (m.group(1) == null ? generations : prompts).add(values);
            }
        }
        if (prompts.size() != requests || generations.size() != requests || requests == 0) {
            return Optional.empty();
        }
        double[] p = prompts.getLast();
        double[] g = generations.getLast();
        return g[1] > 0 ? Optional.of(new ServerTiming((long) p[0], p[1], (long) g[0], g[1])) : Optional.empty();
    }
}
