package dev.llmfit.recommend.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Several launches that run at the same time, as programs want to be told them.
 *
 * @param plans the launches
 */
public record Fleet(List<Plan> plans) {
    /** llama-server's own port; the next servers take the next ones. */
    private static final int PORT = 8080;

    public Fleet {
        plans = List.copyOf(plans);
    }

    /** Returns the targets that take several launches. */
    public static List<String> targets() {
        return List.of("llama-server", "llama-preset", "llama-swap", "ollama");
    }

    /** Returns a command line of {@code llama-server} for each launch, with ports. */
    public List<String> servers() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            lines.add(LlamaCppText.server(plans.get(i)) + " --port " + (PORT + i));
        }
        return lines;
    }

    /** Returns the text for a target; empty if it takes no several launches. */
    public Optional<String> emit(String target) {
        return switch (target) {
            case "llama-server" -> Optional.of(String.join("\n", servers()));
            case "llama-preset" -> Optional.of(preset());
            case "llama-swap" -> Optional.of(swap());
            case "ollama" -> Optional.of(ollama());
            default -> Optional.empty();
        };
    }

    /**
     * Preset file of llama-server's router ({@code --models-preset}, {@code common/preset.cpp}): it starts a server for each model that
     * is asked for, at most {@code --models-max} at a time, and ends the one that was used longest ago.
     */
    private String preset() {
        StringBuilder out = new StringBuilder(
                "# llama-server --models-preset FILE --models-max " + plans.size() + "\nversion = 1\n");
        for (Plan plan : plans) {
            out.append(LlamaCppText.preset(plan).replaceFirst("version = 1\n", ""));
        }
        return out.toString().stripTrailing();
    }

    /** Configuration of llama-swap with all models in one group that is never swapped out (its docs/config.md: groups). */
    private String swap() {
        StringBuilder out = new StringBuilder("models:\n");
        for (Plan plan : plans) {
            out.append(String.format(
                    Locale.ROOT,
                    "  \"%s\":%n    cmd: |%n      %s --port ${PORT}%n",
                    plan.slug(),
                    LlamaCppText.server(plan)));
        }
        out.append("groups:\n  together:\n    swap: false\n    exclusive: false\n    members:\n");
        plans.forEach(p -> out.append("      - \"").append(p.slug()).append("\"\n"));
        return out.toString().replace("\r", "").stripTrailing();
    }

    /** Ollama's environment and the commands that load every model and keep it; it places layers by itself. */
    private String ollama() {
        int most = plans.stream().mapToInt(Plan::slotContext).max().orElse(0);
        int slots = plans.stream().mapToInt(p -> p.options().nParallel()).max().orElse(1);
        List<String> lines = new ArrayList<>();
        lines.add("# environment of ollama serve: OLLAMA_MAX_LOADED_MODELS=" + plans.size()
                + " OLLAMA_KEEP_ALIVE=-1 OLLAMA_NUM_PARALLEL=" + slots + " OLLAMA_CONTEXT_LENGTH=" + most);
        for (Plan plan : plans) {
            lines.add(Target.OLLAMA.emit(plan).stripTrailing());
        }
        return String.join("\n", lines);
    }
}
