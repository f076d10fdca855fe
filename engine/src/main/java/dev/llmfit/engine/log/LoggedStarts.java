package dev.llmfit.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Cuts a log into the loads that it holds: one for each start of a program, or of a runner by Ollama. A load's lines begin with what
 * stands before the first one, where a server tells its settings and devices.
 */
final class LoggedStarts {
    /** Lines between the devices and the first line of a load in the logs of the fixtures, with room to spare. */
    private static final int LOOK_BACK = 40;

    private static final Pattern START =
            Pattern.compile("msg=\"starting (?:llama server|llama-server|runner)\"|main: build = |"
                    + "llama_server: initializing|(?:^|[^\\w])build: [0-9]{3,6} \\(|^Log start|srv +main: init|"
                    + "llama_model_load_from_file_impl: using device \\w+0 ");

    /** What Ollama says of a load before it starts the runner. */
    private static final Pattern BEFORE = Pattern.compile(
            "msg=(?:offload |\"offload to|\"system memory\"|\"gpu memory\"|\"new model will fit|\"loading model\"|\"evaluating)");

    private static final Pattern FAILED = Pattern.compile(
            "failed to load model|failed to create context|failed to create_context|error loading model|"
                    + "runner process has terminated|Load failed");

    private LoggedStarts() {}

    static List<List<String>> of(List<String> lines) {
        List<Integer> starts = new ArrayList<>();
        boolean failed = false;
        int marker = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (START.matcher(line).find() && begins(line, failed, starts)) {
                starts.add(back(lines, i, marker));
                marker = i;
                failed = false;
            }
            failed |= FAILED.matcher(line).find();
        }
        if (starts.size() < 2) {
            return List.of(lines);
        }
        List<String> preamble = lines.subList(0, starts.getFirst());
        List<List<String>> loads = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            List<String> load = new ArrayList<>(preamble);
            load.addAll(lines.subList(starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : lines.size()));
            loads.add(load);
        }
        return loads;
    }

    /** A program that lives on after a failure, such as LM Studio's, starts its next load with its devices. */
    private static boolean begins(String line, boolean failed, List<Integer> starts) {
        return !line.contains("using device") || (failed && !starts.isEmpty());
    }

    private static int back(List<String> lines, int at, int least) {
        int start = at;
        for (int i = at - 1; i > Math.max(least, at - LOOK_BACK) && i > 0; i--) {
            if (BEFORE.matcher(lines.get(i)).find()) {
                start = i;
            }
        }
        return start;
    }

    /** Returns the last load that satisfies the condition, else the last one of all. */
    static List<String> last(List<List<String>> loads, Predicate<List<String>> wanted) {
        for (int i = loads.size() - 1; i >= 0; i--) {
            if (wanted.test(loads.get(i))) {
                return loads.get(i);
            }
        }
        return loads.getLast();
    }
}
