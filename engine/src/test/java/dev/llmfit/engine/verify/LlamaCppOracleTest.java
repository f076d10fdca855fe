package dev.llmfit.engine.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.llamacpp.LlamaCppPrograms;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.phantom.PhantomWriter;
import dev.llmfit.gguf.phantom.Vocabulary;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks a real llama.cpp what launches take and compares every answer. {@code bench/oracle} runs it; in the ordinary build it is
 * skipped. {@code LLMFIT_ORACLE} is the number of launches, {@code LLMFIT_ORACLE_SEED} chooses others.
 */
@Tag("llama.cpp")
class LlamaCppOracleTest {
    private static final List<String> MODELS = List.of(
            "llama3.2:1b",
            "llama3.1:8b",
            "llama3.1:70b",
            "qwen2.5:0.5b",
            "qwen2.5:7b",
            "qwen3:4b",
            "qwen3:30b-a3b",
            "gemma2:2b",
            "gemma3:1b",
            "gemma3:4b",
            "gemma3:27b",
            "phi3:mini",
            "gpt-oss:20b",
            "mistral:7b",
            "mixtral:8x7b",
            "smollm2:135m",
            "tinyllama:1.1b",
            "command-r:35b",
            "deepseek-v2:16b",
            "falcon:7b",
            "starcoder2:3b",
            "stablelm2:1.6b",
            "olmo2:7b",
            "granite3.1-dense:2b",
            "codellama:7b");
    private static final List<GgmlType> CACHE = List.of(GgmlType.F16, GgmlType.F16, GgmlType.Q8_0, GgmlType.Q4_0);
    private static final long MIB = 1 << 20;
    private static final int DEVICES = 3;

    @TempDir
    private Path folder;

    private EngineBuild build = EngineBuild.NEWEST;

    @Test
    void everyLaunchTakesWhatLlamaCppSays() throws Exception {
        String wanted = System.getenv("LLMFIT_ORACLE");
        assumeTrue(wanted != null, "set LLMFIT_ORACLE to the number of launches, or call bench/oracle");
        Optional<LlamaCppPrograms> programs = LlamaCppPrograms.find(Environment.ofProcess());
        assumeTrue(programs.flatMap(LlamaCppPrograms::fitParams).isPresent(), "no llama-fit-params is installed");
        long seed = Long.parseLong(System.getenv().getOrDefault("LLMFIT_ORACLE_SEED", "20261125"));
        int launches = Integer.parseInt(String.valueOf(wanted));
        LlamaCpp engine = new LlamaCpp(programs.orElseThrow());
        EngineDescription described = engine.describe();
        build = EngineBuild.modelled(described.build());
        System.out.println("seed " + seed + ", " + launches + " launches, " + described.title());
        Path rpc = RpcServers.program(programs.flatMap(LlamaCppPrograms::server).orElseThrow());
        assumeTrue(Files.isExecutable(rpc), "no ggml-rpc-server is installed");
        List<String> differences = new ArrayList<>();
        int compared = 0;
        try (RpcServers servers = new RpcServers(rpc, DEVICES)) {
            Random random = new Random(seed);
            for (int m = 0; compared < launches; m++) {
                String name = MODELS.get(m % MODELS.size());
                Model model = ModelResolver.of(Environment.ofProcess(), false)
                        .resolve(name)
                        .in(FileType.Q4_K_M)
                        .model();
                Path file = folder.resolve("phantom.gguf");
                Files.deleteIfExists(file);
                PhantomWriter.write(file, model, Vocabulary.NONE, seed);
                for (int i = 0; i < 8 && compared < launches; i++) {
                    compared += compare(engine, model, file, launch(random, servers.endpoints()), differences) ? 1 : 0;
                }
            }
        }
        System.out.println(compared + " launches compared, " + differences.size() + " differ");
        assertEquals(List.of(), differences);
    }

    private static Launch launch(Random random, List<String> endpoints) {
        int devices = random.nextInt(DEVICES + 1);
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(512 * (1 + random.nextInt(32)))
                .withNUbatch(random.nextBoolean() ? 512 : 256)
                .withNParallel(random.nextInt(4) == 0 ? 4 : 1)
                .withTypeK(CACHE.get(random.nextInt(CACHE.size())))
                .withFlashAttn(LaunchOptions.FlashAttn.ON)
                .withNGpuLayers(random.nextInt(3) == 0 ? -1 : random.nextInt(40));
        options = options.withTypeV(options.typeK());
        if (devices > 1) {
            List<Double> split = new ArrayList<>();
            for (int i = 0; i < devices; i++) {
                split.add(1.0 + random.nextInt(4));
            }
            options = options.withTensorSplit(split);
        }
        return new Launch(options, OptionalInt.empty(), endpoints.subList(0, devices));
    }

    /** Returns whether both had an answer. llama-fit-params prints whole MiB, rounded down. */
    private boolean compare(LlamaCpp engine, Model model, Path file, Launch launch, List<String> differences) {
        List<BufferSizes> printed;
        try {
            printed = engine.fitPrint(file, launch, Duration.ofMinutes(2));
        } catch (EngineException e) {
            return refused(model, launch, e, differences);
        }
        record(model, launch, printed);
        List<DeviceMemory> devices = new ArrayList<>();
        for (int i = 0; i < launch.rpcServers().size(); i++) {
            // These servers run on the CPU, so tensors take what they take there.
            devices.add(new DeviceMemory("RPC" + i, Backend.CPU, Bytes.ofGib(16), Bytes.ofGib(16)));
        }
        Estimate estimate = new GraphEstimator().estimate(model, devices, launch.options(), build);
        List<BufferSizes> predicted = new ArrayList<>(estimate.devices());
        predicted.add(estimate.host());
        for (int i = 0; i < predicted.size(); i++) {
            String where = model.name() + " " + predicted.get(i).name() + " " + describe(launch);
            check(where + " weights", predicted.get(i).weights(), printed.get(i).weights(), differences);
            check(where + " context", predicted.get(i).context(), printed.get(i).context(), differences);
        }
        return true;
    }

    /** Appends what llama.cpp said to the file named by {@code LLMFIT_ORACLE_OUT}, one buffer group a line, in MiB. */
    private static void record(Model model, Launch launch, List<BufferSizes> printed) {
        String out = System.getenv("LLMFIT_ORACLE_OUT");
        if (out == null) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (BufferSizes sizes : printed) {
            lines.append(model.name())
                    .append('\t')
                    .append(describe(launch))
                    .append('\t')
                    .append(sizes.name());
            for (Bytes part : List.of(sizes.weights(), sizes.context(), sizes.compute())) {
                lines.append('\t').append(part.count() / MIB);
            }
            lines.append('\n');
        }
        try {
            Files.writeString(Path.of(out), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean refused(Model model, Launch launch, EngineException reason, List<String> differences) {
        try {
            new GraphEstimator().estimate(model, List.of(), launch.options(), build);
            differences.add(model.name() + " " + describe(launch) + ": llama.cpp refuses it: " + reason.getMessage());
        } catch (LaunchRefusedException e) {
            return true;
        }
        return true;
    }

    private static void check(String where, Bytes predicted, Bytes printed, List<String> differences) {
        if (predicted.count() / MIB != printed.count() / MIB) {
            differences.add(where + ": predicted " + predicted.count() / MIB + " MiB, llama.cpp says "
                    + printed.count() / MIB + " MiB");
        }
    }

    private static String describe(Launch launch) {
        LaunchOptions o = launch.options();
        return "[" + launch.rpcServers().size() + " devices, -c " + o.nCtx() + " -np " + o.nParallel() + " -ub "
                + o.nUbatch() + " -ctk " + o.typeK().ggmlName() + " -ngl " + o.nGpuLayers() + " -ts "
                + o.tensorSplit() + "]";
    }
}
