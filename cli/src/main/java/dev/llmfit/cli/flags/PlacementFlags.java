package dev.llmfit.cli.flags;

import dev.llmfit.answers.size.SizeQuestion.Gpus;
import dev.llmfit.answers.size.Start.Fit;
import dev.llmfit.answers.size.Start.OllamaDefaults;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.gguf.KeyOverride;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which devices a launch may lie, and how llama.cpp fits it into them; named as in llama.cpp. */
public final class PlacementFlags {
    /** {@code fit_params_target} in {@code common/common.h}: what {@code --fit} leaves free of each device. */
    private static final Bytes TARGET = Bytes.ofGib(1);

    /** {@code fit_params_min_ctx}: the least context that {@code --fit} chooses. */
    private static final int LEAST_CONTEXT = 4_096;

    @Option(
            names = {"-fit", "--fit"},
            paramLabel = "on|off",
            description =
                    "Change -c and -ngl that are not given until the launch fits, as llama.cpp does (off; on behind a"
                            + " pasted program).")
    private @Nullable String fit;

    @Option(
            names = {"-fitt", "--fit-target"},
            paramLabel = "MiB,…",
            description = "What --fit leaves free of each device, in MiB (1024).")
    private @Nullable String target;

    @Option(
            names = {"-fitc", "--fit-ctx"},
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "The least context that --fit chooses (4096).")
    private @Nullable Integer leastContext;

    @Option(
            names = {"-dev", "--device"},
            paramLabel = "NAME,…",
            description = "Devices to use: CUDA0,CUDA1, or none.")
    private @Nullable String device;

    private final List<KeyOverride> keys = new ArrayList<>();

    @Option(
            names = "--override-kv",
            paramLabel = "KEY=TYPE:VALUE,…",
            description = "Set keys of the model's metadata: gpt-oss.expert_used_count=int:2.")
    void overrideKv(String text) {
        for (String item : text.split(",", -1)) {
            try {
                keys.add(KeyOverride.parse(item));
            } catch (IllegalArgumentException e) {
                throw LaunchValues.usage("--override-kv " + item, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns the keys of the metadata that are set. */
    public List<KeyOverride> keys() {
        return List.copyOf(keys);
    }

    // What a pasted line says by variables and by the program that it starts.

    @Option(names = "--visible-devices", paramLabel = "INDEX,…", hidden = true)
    private @Nullable String visible;

    @Option(names = "--all-outputs", hidden = true)
    private boolean allOutputs;

    @Option(names = "--ollama", paramLabel = "all|context", hidden = true)
    private @Nullable String ollama;

    /** Returns the devices that may be used. */
    public Gpus gpus() {
        return new Gpus(
                Optional.ofNullable(visible).map(PlacementFlags::indices),
                Optional.ofNullable(device).map(PlacementFlags::names));
    }

    private static List<String> names(String list) {
        return list.equals("none") ? List.of() : List.of(list.split(",", -1));
    }

    /** Reads indices as drivers do: the first that is none hides the rest. */
    private static List<Integer> indices(String list) {
        List<Integer> indices = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            String text = word.strip();
            if (text.toLowerCase(Locale.ROOT).startsWith("gpu-") || text.startsWith("MIG")) {
                throw LaunchValues.usage(text, "only the driver knows which GPU this is; write its number");
            }
            if (!text.matches("[0-9]{1,3}")) {
                break;
            }
            indices.add(Integer.valueOf(text));
        }
        return indices;
    }

    /** Returns whether every token of a batch has its row of logits, as in llama-completion and llama-bench. */
    public boolean allOutputs() {
        return allOutputs;
    }

    /** Returns which defaults are Ollama's. */
    public OllamaDefaults ollama() {
        return ollama == null
                ? OllamaDefaults.NONE
                : ollama.equals("all") ? OllamaDefaults.CONTEXT_AND_BATCH : OllamaDefaults.CONTEXT;
    }

    /**
     * Returns how the launch is fitted; empty if it is taken as it is.
     *
     * @param launch the flags that leave nothing to choose where they are given
     * @throws CommandException with exit 2 for a value that llama.cpp does not read
     */
    public Optional<Fit> fit(LaunchFlags launch) {
        boolean on = fit != null && LaunchValues.isOn("--fit", fit);
        List<Bytes> targets = targets(); // read even where nothing is fitted: a value that is none is a mistake
        if (!on) {
            return Optional.empty();
        }
        boolean whole = launch.nCtx().filter(n -> n == 0).isPresent(); // -c 0 asks for all of the trained context
        boolean layers = launch.nGpuLayers()
                .filter(n -> !n.equalsIgnoreCase("auto") && !n.equals("-1"))
                .isPresent();
        OptionalInt least =
                whole ? OptionalInt.empty() : OptionalInt.of(leastContext == null ? LEAST_CONTEXT : leastContext);
        return Optional.of(new Fit(targets, least, layers));
    }

    private List<Bytes> targets() {
        if (target == null) {
            return List.of(TARGET);
        }
        List<Bytes> targets = new ArrayList<>();
        for (String part : target.split("[,/]", -1)) {
            if (!part.strip().matches("[0-9]{1,9}")) {
                throw LaunchValues.usage("--fit-target " + target, "write MiB for each device, for example 1024,2048");
            }
            targets.add(Bytes.ofMib(Double.parseDouble(part.strip())));
        }
        return targets;
    }
}
