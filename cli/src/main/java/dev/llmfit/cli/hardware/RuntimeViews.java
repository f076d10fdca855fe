package dev.llmfit.cli.hardware;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.LiveSource;
import dev.llmfit.probe.tools.InstalledEngines;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks the installed builds of llama.cpp which devices they see, all at once, two seconds at most. */
public final class RuntimeViews {
    private RuntimeViews() {}

    /** Returns the output of {@code --list-devices} by program. */
    public static Map<String, Probe<String>> ask(Map<String, String> environment) {
        ExternalTool tools = new ExternalTool(LiveSource.TOOL_LIMIT, environment);
        Map<String, CompletableFuture<Probe<String>>> running = new LinkedHashMap<>();
        for (Map.Entry<String, Path> engine : InstalledEngines.find(environment).entrySet()) {
            if (engine.getKey().equals("llama-server") || engine.getKey().equals("llama-bench")) {
                List<String> command = List.of(engine.getValue().toString(), "--list-devices");
                running.put(
                        engine.getKey(),
                        CompletableFuture.supplyAsync(() -> tools.run(command), Thread::startVirtualThread));
            }
        }
        Map<String, Probe<String>> answers = new LinkedHashMap<>();
        running.forEach((name, answer) -> answers.put(name, answer.join()));
        return answers;
    }
}
