package dev.llmfit.answers.doctor;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.find.EngineFinder;
import dev.llmfit.engine.server.Ollama;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.live.InstalledEngines;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.units.Environment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks the installed builds of llama.cpp which devices they see, and Ollama what it holds; all at once, two seconds at most. */
final class RuntimeViews {
    private RuntimeViews() {}

    /** Starts asking; the result can be joined later. */
    static CompletableFuture<Runtimes> started(Environment environment) {
        return CompletableFuture.supplyAsync(() -> ask(environment), Thread::startVirtualThread);
    }

    /** Returns what runtimes see. */
    private static Runtimes ask(Environment environment) {
        ExternalTool tools = new ExternalTool(LiveSource.TOOL_LIMIT, environment);
        CompletableFuture<Probe<List<Runtimes.Loaded>>> ollama = CompletableFuture.supplyAsync(
                        () -> ollama(environment), Thread::startVirtualThread)
                .completeOnTimeout(
                        new Probe.Failed<>("Ollama did not answer within 2 s"),
                        LiveSource.TOOL_LIMIT.toMillis(),
                        TimeUnit.MILLISECONDS);
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
        return new Runtimes(answers, ollama.join());
    }

    private static Probe<List<Runtimes.Loaded>> ollama(Environment environment) {
        try {
            Ollama ollama = new EngineFinder(environment).ollama();
            return new Probe.Found<>(
                    ollama.loaded().stream()
                            .map(m -> new Runtimes.Loaded(m.name(), m.size(), m.onGpu()))
                            .toList(),
                    "Ollama /api/ps");
        } catch (EngineException e) {
            return new Probe.Absent<>(String.valueOf(e.getMessage()));
        }
    }
}
