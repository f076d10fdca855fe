package dev.llmfit.probe.doctor;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.tools.DeviceList;
import dev.llmfit.units.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What runtimes see of a machine. Their own answer outranks our reading, since the same code allocates later.
 *
 * @param lists output of {@code --list-devices} by program of llama.cpp; failed if it could not be started
 * @param ollama models that Ollama holds in memory now; absent if it does not run
 */
public record Runtimes(Map<String, Probe<String>> lists, Probe<List<Loaded>> ollama) {
    /** No runtime is installed. */
    public static final Runtimes NONE = new Runtimes(Map.of(), new Probe.Absent<>("not installed"));

    public Runtimes {
        lists = Collections.unmodifiableMap(new LinkedHashMap<>(lists));
    }

    /**
     * A model in the memory of Ollama, as {@code /api/ps} tells it.
     *
     * @param model its name
     * @param size all of it
     * @param onGpu the part on GPUs
     */
    public record Loaded(String model, Bytes size, Bytes onGpu) {}

    /** Returns the GPUs that a program lists; its processor is no device here. */
    public List<DeviceList.Entry> gpus(String program) {
        Probe<String> answer = lists.getOrDefault(program, new Probe.Absent<>("not asked"));
        return answer.found().map(DeviceList::parse).orElse(List.of()).stream()
                .filter(e -> !e.name().startsWith("CPU") && !e.name().startsWith("BLAS"))
                .toList();
    }
}
