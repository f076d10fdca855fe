package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of what {@code ollama ps} prints (cmd/cmd.go, {@code ListRunningHandler}).
 *
 * @param model name of the model
 * @param size all that it takes, as Ollama reckons
 * @param onProcessor the share that is in RAM, percent
 * @param context tokens, where the version prints them
 */
public record OllamaPs(String model, Optional<Bytes> size, int onProcessor, OptionalInt context) {
    private static final Pattern ROW = Pattern.compile(
            "^\\s*(\\S+)\\s+[0-9a-f]{12}\\s+([0-9.]+ [KMGT]?B)\\s+(?:([0-9]{1,3})%/([0-9]{1,3})% CPU/GPU|([0-9]{1,3})% (CPU|GPU))"
                    + "(?:\\s+([0-9]{1,9})\\b(?! (?:second|minute|hour|day)))?");
    private static final Pattern SHARE = Pattern.compile("^\\s*([0-9]{1,3})%/([0-9]{1,3})% CPU/GPU\\s*$");

    static List<OllamaPs> in(List<String> lines) {
        List<OllamaPs> rows = new ArrayList<>();
        for (String line : lines) {
            Matcher m = ROW.matcher(line);
            Matcher share = SHARE.matcher(line);
            if (m.find()) {
                rows.add(new OllamaPs(
                        m.group(1),
                        OllamaLine.size0(m.group(2)),
                        processor(m),
                        m.group(7) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(m.group(7)))));
            } else if (share.find()) {
                rows.add(new OllamaPs("", Optional.empty(), Integer.parseInt(share.group(1)), OptionalInt.empty()));
            }
        }
        return rows;
    }

    private static int processor(Matcher m) {
        if (m.group(3) != null) {
            return Integer.parseInt(m.group(3));
        }
        return m.group(6).equals("CPU") ? 100 : 0;
    }
}
