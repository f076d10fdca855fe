package dev.llmfit.cli.flags;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.weights.TensorOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a llama.cpp launch, with llama.cpp's names and meaning. */
public final class LaunchFlags {
    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "Context in tokens (8192, 8k); 0 is the trained context.")
    private @Nullable Integer nCtx;

    @Option(
            names = {"-b", "--batch-size"},
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "Logical batch (2048).")
    private @Nullable Integer nBatch;

    @Option(
            names = {"-ub", "--ubatch-size"},
            paramLabel = "N",
            converter = TokensConverter.class,
            description = "Physical batch (512).")
    private @Nullable Integer nUbatch;

    @Option(
            names = {"-np", "--parallel"},
            paramLabel = "N",
            description = "Server slots (1; -1 is llama-server's auto: 4 unified).")
    private @Nullable Integer nParallel;

    @Option(
            names = {"-ngl", "--n-gpu-layers", "--gpu-layers"},
            paramLabel = "N",
            description = "Layers on the GPUs: a number, all or auto.")
    private @Nullable String nGpuLayers;

    @Option(
            names = {"-fa", "--flash-attn"},
            paramLabel = "on|off|auto",
            arity = "0..1",
            fallbackValue = "on",
            description = "Flash attention (auto).")
    private @Nullable String flashAttn;

    @Option(
            names = {"-ctk", "--cache-type-k"},
            paramLabel = "TYPE",
            description = "Type of the K cache (f16).")
    private @Nullable String typeK;

    @Option(
            names = {"-ctv", "--cache-type-v"},
            paramLabel = "TYPE",
            description = "Type of the V cache (f16).")
    private @Nullable String typeV;

    @Option(
            names = {"-ts", "--tensor-split"},
            paramLabel = "N0,N1,…",
            description = "Share of the model for each GPU.")
    private @Nullable String tensorSplit;

    @Option(
            names = {"-sm", "--split-mode"},
            paramLabel = "none|layer|tensor",
            description = "How GPUs share the model (layer).")
    private @Nullable String splitMode;

    @Option(
            names = {"-mg", "--main-gpu"},
            paramLabel = "INDEX",
            description = "The GPU to use with -sm none (0).")
    private int mainGpu;

    private int nCpuMoe;

    @Option(
            names = "--moe-cache-mib",
            paramLabel = "MIB",
            description = "Room on the GPUs for copies of the experts used last of those on the CPU (0).")
    private int moeCacheMib;

    @Option(
            names = {"-cmoe", "--cpu-moe"},
            description = "Keep all experts on the CPU.")
    private boolean cpuMoe;

    private final List<String> overrideTensor = new ArrayList<>();

    private boolean kvOffload = true;

    @Option(names = "--swa-full", description = "Full-size cache for sliding-window layers.")
    private boolean swaFull;

    private boolean opOffload = true;

    private @Nullable Boolean kvUnified;

    @Option(
            names = {"--mmproj", "-mm"},
            paramLabel = "FILE|auto",
            description = "Projector of a vision model; auto takes the one beside the model's file.")
    private @Nullable String mmproj;

    private boolean mmprojAuto = true;

    private boolean mmprojOffload = true;

    private final List<String> lora = new ArrayList<>();

    private final List<String> loraScaled = new ArrayList<>();

    @Option(names = "--rpc", paramLabel = "HOST:PORT,…", description = "RPC servers whose devices take part.")
    private @Nullable String rpc;

    @Mixin
    private final ServerFlags server = new ServerFlags();

    // The two flags of a pair write one value, so that the last one wins, as in llama.cpp's common/arg.cpp. Launch
    // scripts that
    // append what they override rely on it.

    @Option(
            names = {"-nkvo", "--no-kv-offload"},
            description = "Keep the KV cache in host memory.")
    void noKvOffload(boolean given) {
        kvOffload = !given;
    }

    @Option(
            names = {"-kvo", "--kv-offload"},
            hidden = true)
    void kvOffload(boolean given) {
        kvOffload = given;
    }

    @Option(names = "--no-op-offload", description = "Do not run CPU layers' large batches on the GPU.")
    void noOpOffload(boolean given) {
        opOffload = !given;
    }

    @Option(names = "--op-offload", hidden = true)
    void opOffload(boolean given) {
        opOffload = given;
    }

    @Option(
            names = {"-kvu", "--kv-unified"},
            description = "One KV buffer for all slots.")
    void kvUnified(boolean given) {
        kvUnified = given;
    }

    @Option(
            names = {"-no-kvu", "--no-kv-unified"},
            hidden = true)
    void noKvUnified(boolean given) {
        kvUnified = !given;
    }

    @Option(names = "--no-mmproj-offload", description = "Keep the projector in host memory.")
    void noMmprojOffload(boolean given) {
        mmprojOffload = !given;
    }

    @Option(names = "--mmproj-offload", hidden = true)
    void mmprojOffload(boolean given) {
        mmprojOffload = given;
    }

    @Option(
            names = {"--no-mmproj", "--no-mmproj-auto"},
            hidden = true)
    void noMmproj(boolean given) {
        mmprojAuto = !given;
    }

    @Option(names = "--mmproj-auto", hidden = true)
    void mmprojAuto(boolean given) {
        mmprojAuto = given;
    }

    // Each of these adds to what was given before, also in llama.cpp.

    @Option(
            names = {"-ot", "--override-tensor"},
            paramLabel = "REGEX=BUFFER",
            description = "Put matching tensors into a buffer type.")
    void overrideTensor(String override) {
        overrideTensor.add(override);
    }

    @Option(names = "--lora", paramLabel = "FILE,…", description = "LoRA adapters.")
    void lora(String files) {
        lora.addAll(List.of(files.split(",")));
    }

    @Option(names = "--lora-scaled", paramLabel = "FILE:SCALE,…", hidden = true)
    void loraScaled(String files) {
        loraScaled.addAll(List.of(files.split(",")));
    }

    /** Adds rules to those of {@code -ot}, as llama.cpp does. */
    @Option(
            names = {"-ncffn", "--n-cpu-ffn"},
            paramLabel = "N",
            description = "Layers whose dense feed-forward weights stay on the CPU.")
    void nCpuFfn(int layers) {
        if (LaunchValues.atLeast("-ncffn", layers, 0, 0) > 0) {
            overrideTensor.add(TensorOverrides.denseOnHost(layers));
        }
    }

    /** The first layers stay, so the largest number counts. */
    @Option(
            names = {"-ncmoe", "--n-cpu-moe"},
            paramLabel = "N",
            description = "Layers whose experts stay on the CPU.")
    void nCpuMoe(int layers) {
        nCpuMoe = Math.max(nCpuMoe, layers);
    }

    /**
     * Returns the launch options; what was not given has llama-server's default with one slot.
     *
     * @throws CommandException with exit 2 for a value llama.cpp would not accept
     */
    public LaunchOptions options() {
        int slots = nParallel == null ? 1 : nParallel == -1 ? 4 : nParallel;
        if (slots < 1) {
            throw LaunchValues.usage("-np " + slots, "use a number of slots from 1");
        }
        // llama-server's auto shares the context whatever else is said ("kv_unified = true" in tools/server/server.cpp)
        boolean unified = (nParallel != null && nParallel == -1) || (kvUnified != null && kvUnified);
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(LaunchValues.atLeast("-c", nCtx, 0, 0))
                .withNBatch(LaunchValues.atLeast("-b", nBatch, 1, 2048))
                .withNUbatch(LaunchValues.atLeast("-ub", nUbatch, 1, 512))
                .withNParallel(slots)
                .withKvUnified(unified)
                .withNOutputsMax(slots)
                .withNGpuLayers(LaunchValues.gpuLayers("-ngl", nGpuLayers))
                .withFlashAttn(LaunchValues.flashAttn(flashAttn))
                .withTypeK(LaunchValues.cacheType("-ctk", typeK))
                .withTypeV(LaunchValues.cacheType("-ctv", typeV))
                .withTensorSplit(split())
                .withSplitMode(LaunchValues.splitMode(splitMode))
                .withMainGpu(mainGpu)
                .withNCpuMoe(cpuMoe ? Integer.MAX_VALUE : nCpuMoe)
                .withMoeCacheMib(LaunchValues.atLeast("--moe-cache-mib", moeCacheMib, 0, 0))
                .withOverrideTensor(overrideTensor)
                .withSwaFull(swaFull)
                .withNoKvOffload(!kvOffload)
                .withOpOffload(opOffload);
        return server.options(options);
    }

    /** Returns {@code -c} if it was given. */
    public Optional<Integer> nCtx() {
        return Optional.ofNullable(nCtx);
    }

    /** Returns {@code -ngl} as written, if it was given. */
    public Optional<String> nGpuLayers() {
        return Optional.ofNullable(nGpuLayers);
    }

    /** Returns {@code --mmproj}; nothing after {@code --no-mmproj}, where llama-server loads none. */
    public Optional<String> mmproj() {
        return mmprojAuto ? Optional.ofNullable(mmproj) : Optional.empty();
    }

    /** Returns whether the projector may lie on a GPU. */
    public boolean offloadsProjector() {
        return mmprojOffload;
    }

    /** Returns the files of {@code --lora} and {@code --lora-scaled}; scales take no memory. */
    public List<String> adapters() {
        List<String> files = new ArrayList<>(lora);
        for (String scaled : loraScaled) {
            int colon = scaled.lastIndexOf(':');
            if (colon < 1) {
                throw LaunchValues.usage("--lora-scaled " + scaled, "write it as FILE:SCALE");
            }
            files.add(scaled.substring(0, colon));
        }
        return files;
    }

    /** Returns the RPC servers as {@code host:port}. */
    public List<String> rpcServers() {
        return rpc == null || rpc.isBlank() ? List.of() : List.of(rpc.split(","));
    }

    private List<Double> split() {
        if (tensorSplit == null || tensorSplit.isBlank()) {
            return List.of();
        }
        List<Double> shares = new ArrayList<>();
        for (String part : tensorSplit.split("[,/]", 0)) {
            try {
                double share = Double.parseDouble(part.trim());
                if (!(share >= 0) || Double.isInfinite(share)) {
                    throw LaunchValues.usage("-ts " + tensorSplit, "use numbers from 0, for example -ts 3,1");
                }
                shares.add(share);
            } catch (NumberFormatException e) {
                throw LaunchValues.usage("-ts " + tensorSplit, "use numbers separated by commas, for example -ts 3,1");
            }
        }
        return shares;
    }
}
