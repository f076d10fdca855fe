package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.mlx.MlxQuantization.Affine;
import dev.llmfit.sizing.mlx.MlxQuantization.Floats;
import dev.llmfit.sizing.mlx.MlxQuantization.Recipe;
import dev.llmfit.units.BundledTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Commands that start a launch. Quantized models are those that the first command writes; LM Studio, which takes what is published, is
 * told only what mlx-community publishes as a rule: 4 and 8 bits in groups of 64.
 */
final class MlxCommands {
    private static final List<List<String>> OLLAMA = BundledTable.rows(MlxCommands.class, "ollama-tags.csv");

    private MlxCommands() {}

    /** Returns a tag of Ollama's library that its MLX engine runs; empty where none is known. */
    static Optional<String> ollamaTag(EngineModel model) {
        return OLLAMA.stream()
                .filter(row -> row.get(0).equals(model.id()))
                .map(row -> row.get(1))
                .findFirst();
    }

    static List<EngineCommand> of(EngineModel model, MlxLaunch launch, MlxMemory memory, OptionalLong step) {
        List<EngineCommand> commands = new ArrayList<>();
        Optional<String> source = model.traits().published();
        if (source.isPresent()) {
            String repository = source.get();
            String name = repository.substring(repository.indexOf('/') + 1);
            Optional<String> folder = launch.quantization().map(q -> name + "-" + q.word());
            launch.quantization().ifPresent(q -> commands.add(convert(repository, folder.orElseThrow(), q)));
            String served = folder.orElse(repository);
            commands.add(server(served, launch, step));
            commands.add(generate(served, launch, memory, step));
            if (launch.quantization().isEmpty()) {
                commands.add(studio(repository, launch));
            } else if (isPublished(launch.quantization().get())) {
                commands.add(studio("mlx-community/" + served, launch));
            }
        }
        OLLAMA.stream()
                .filter(row -> row.get(0).equals(model.id()))
                .forEach(row -> commands.add(command(
                        row.get(2).isEmpty() ? "Ollama" : "Ollama (" + row.get(2) + ")",
                        List.of("ollama", "run", row.get(1)))));
        return List.copyOf(commands);
    }

    private static boolean isPublished(MlxQuantization way) {
        return way instanceof Affine a
                && a.group() == Affine.DEFAULT_GROUP
                && (a.bits() == Affine.DEFAULT_BITS || a.bits() == Byte.SIZE);
    }

    private static EngineCommand command(String program, List<String> words) {
        return new EngineCommand(program, String.join(" ", words));
    }

    private static EngineCommand convert(String repository, String folder, MlxQuantization way) {
        List<String> words =
                new ArrayList<>(List.of("mlx_lm.convert", "--hf-path", repository, "--mlx-path", folder, "-q"));
        words.addAll(
                switch (way) {
                    case Affine a ->
                        List.of("--q-bits", Integer.toString(a.bits()), "--q-group-size", Integer.toString(a.group()));
                    case Floats f -> List.of("--q-mode", f.word());
                    case Recipe r -> List.of("--quant-predicate", r.word());
                });
        return command("mlx_lm.convert", words);
    }

    private static EngineCommand server(String model, MlxLaunch launch, OptionalLong step) {
        List<String> words = new ArrayList<>(List.of("mlx_lm.server", "--model", model, "--port", "8080"));
        words.addAll(List.of("--max-tokens", most(launch), "--prompt-cache-size", "1"));
        words.addAll(shared(launch, step));
        return command("mlx_lm.server", words);
    }

    private static EngineCommand generate(String model, MlxLaunch launch, MlxMemory memory, OptionalLong step) {
        List<String> words = new ArrayList<>(List.of("mlx_lm.generate", "--model", model, "--prompt", "-"));
        words.addAll(List.of("--max-tokens", most(launch)));
        if (launch.maxKvSize().isPresent() && !memory.makesOwnCaches()) {
            words.addAll(
                    List.of("--max-kv-size", Long.toString(launch.maxKvSize().getAsLong())));
        }
        words.addAll(shared(launch, step));
        return command("mlx_lm.generate", words);
    }

    private static EngineCommand studio(String model, MlxLaunch launch) {
        String context = Long.toString(launch.promptTokens() + launch.generatedTokens());
        return command(
                "LM Studio",
                List.of(
                        "lms",
                        "get",
                        "https://huggingface.co/" + model,
                        "&&",
                        "lms",
                        "load",
                        model,
                        "--context-length",
                        context));
    }

    private static String most(MlxLaunch launch) {
        return Long.toString(Math.max(1, launch.generatedTokens()));
    }

    /** Options that {@code mlx_lm.server} and {@code mlx_lm.generate} have both. */
    private static List<String> shared(MlxLaunch launch, OptionalLong better) {
        List<String> words = new ArrayList<>();
        long step = better.orElse(launch.prefillStepSize());
        if (step != MlxLaunch.DEFAULT_STEP) {
            words.addAll(List.of("--prefill-step-size", Long.toString(step)));
        }
        launch.kvBits()
                .ifPresent(bits -> words.addAll(List.of(
                        "--kv-bits",
                        Integer.toString(bits),
                        "--kv-group-size",
                        Integer.toString(launch.kvGroupSize()),
                        "--quantized-kv-start",
                        Long.toString(launch.quantizedKvStart()))));
        return words;
    }
}
