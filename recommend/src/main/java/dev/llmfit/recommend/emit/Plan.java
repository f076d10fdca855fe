package dev.llmfit.recommend.emit;

import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.probe.Backend;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What every runtime needs to know of a launch.
 *
 * @param model name of the model
 * @param fileType file type
 * @param source where the GGUF file is to be had
 * @param images what becomes of its projector
 * @param ollama name in Ollama's library under which this file is fetched
 * @param options the launch
 * @param flashAttn whether flash attention is on
 * @param layers layers and the output layer
 * @param cards GPUs of the machine
 * @param threads threads to use for what runs on the CPU
 * @param host memory of the host that the launch takes from the start, with the process at its largest
 * @param growth what the host's memory has to give after the start
 * @param embedding whether it makes embeddings
 * @param chat how it is talked to
 * @param rpc RPC servers whose devices take part, as {@code host:port} in llama.cpp's order
 */
public record Plan(
        String model,
        String fileType,
        FileSource source,
        ImageInput images,
        Optional<String> ollama,
        LaunchOptions options,
        boolean flashAttn,
        int layers,
        PlannedGpus cards,
        int threads,
        Bytes host,
        HostGrowth growth,
        boolean embedding,
        ChatSettings chat,
        List<String> rpc) {
    /** Creates a plan for one machine. */
    public Plan(
            String model,
            String fileType,
            FileSource source,
            ImageInput images,
            Optional<String> ollama,
            LaunchOptions options,
            boolean flashAttn,
            int layers,
            PlannedGpus gpus,
            int threads,
            Bytes host,
            HostGrowth growth,
            boolean embedding,
            ChatSettings chat) {
        this(
                model, fileType, source, images, ollama, options, flashAttn, layers, gpus, threads, host, growth,
                embedding, chat, List.of());
    }

    /** Creates the plan of a model of whose chats nothing is known. */
    public Plan(
            String model,
            String fileType,
            FileSource source,
            ImageInput images,
            Optional<String> ollama,
            LaunchOptions options,
            boolean flashAttn,
            int layers,
            PlannedGpus cards,
            int threads,
            Bytes host,
            HostGrowth growth,
            boolean embedding) {
        this(
                model,
                fileType,
                source,
                images,
                ollama,
                options,
                flashAttn,
                layers,
                cards,
                threads,
                host,
                growth,
                embedding,
                ChatSettings.NONE);
    }

    public Plan {
        Amount.count(layers, "layers");
        Amount.count(threads, "threads");
        rpc = List.copyOf(rpc);
    }

    /** Returns the number of GPUs. */
    public int gpus() {
        return cards.count();
    }

    /** Returns what drives the first GPU. */
    public Optional<Backend> backend() {
        return cards.backend();
    }

    /** Longest label of DNS (RFC 1035, 2.3.4), which Kubernetes takes names for. */
    private static final int LONGEST_LABEL = 63;

    /** A path of Windows; elsewhere a backslash is a character of a name. */
    private static final Pattern WINDOWS = Pattern.compile("([A-Za-z]:[\\\\/]|\\\\\\\\).*", Pattern.DOTALL);

    /** Returns path or name of the GGUF file; one that begins with a hyphen is written so that no program takes it for an option. */
    public String file() {
        return source.file().startsWith("-") ? "./" + source.file() : source.file();
    }

    /**
     * Returns the arguments that name the model: a file of this machine, or the repository and tag that llama.cpp fetches it by. A
     * projector that lies beside it is loaded too, unless the plan has no room for it.
     */
    List<String> modelArguments() {
        return source.reference()
                .map(reference ->
                        images.leftOut() ? List.of("-hf", reference, "--no-mmproj") : List.of("-hf", reference))
                .orElseGet(() -> List.of("-m", file()));
    }

    /** Returns the arguments of {@code llama-server} after the model, as separate words. */
    public List<String> serverArguments() {
        return guessing(serverArguments(options.serverCaches()));
    }

    /** Returns the same arguments without guesses, of which {@code verify} predicts nothing. */
    public List<String> provedArguments() {
        return serverArguments(options.serverCaches());
    }

    private List<String> guessing(List<String> args) {
        if (options.loadMtp()) {
            add(args, "--spec-type", Speculation.Type.DRAFT_MTP.word());
        }
        return args;
    }

    /** Returns those arguments with the limits of what the server keeps said, also where they are its defaults. */
    List<String> boundedArguments() {
        Optional<Integer> checkpoints = growth.makesCheckpoints()
                ? Optional.of(growth.ctxCheckpoints())
                : options.serverCaches().ctxCheckpoints();
        return guessing(serverArguments(new ServerCaches(Optional.of(growth.cacheRam()), checkpoints)));
    }

    private List<String> serverArguments(ServerCaches caches) {
        List<String> args = new ArrayList<>(launchArguments());
        args.add("-np");
        args.add(Integer.toString(options.nParallel()));
        if (ranks()) {
            args.add("--reranking");
        } else if (embedding) {
            args.add("--embeddings");
            pooling().ifPresent(type -> add(args, "--pooling", type));
        }
        caches.cacheRam().ifPresent(mib -> add(args, "--cache-ram", Integer.toString(mib)));
        caches.ctxCheckpoints().ifPresent(n -> add(args, "--ctx-checkpoints", Integer.toString(n)));
        return args;
    }

    /** Returns the arguments that say how the model is talked to; none for embeddings. */
    List<String> chatArguments() {
        return embedding ? List.of() : chat.arguments();
    }

    /** Returns the arguments that every llama.cpp program takes, after the model. */
    public List<String> launchArguments() {
        List<String> args = new ArrayList<>();
        if (!rpc.isEmpty()) {
            add(args, "--rpc", String.join(",", rpc));
        }
        if (gpus() > 0) {
            add(args, "-ngl", Integer.toString(options.nGpuLayers()));
        }
        add(args, "-c", Integer.toString(options.nCtx()));
        add(args, "-fa", flashAttn ? "on" : "off");
        String typeK = options.typeK().ggmlName();
        String typeV = options.typeV().ggmlName();
        if (!typeK.equals("f16") || !typeV.equals("f16")) {
            add(args, "-ctk", typeK);
            add(args, "-ctv", typeV);
        }
        if (options.nBatch() != LaunchOptions.defaults().nBatch()) {
            add(args, "-b", Integer.toString(options.nBatch()));
        }
        if (options.nUbatch() != LaunchOptions.defaults().nUbatch()) {
            add(args, "-ub", Integer.toString(options.nUbatch()));
        }
        if (!options.opOffload()) {
            args.add("--no-op-offload");
        }
        if (options.nCpuMoe() > 0) {
            add(args, "-ncmoe", Integer.toString(options.nCpuMoe()));
        }
        if (!options.tensorSplit().isEmpty()) {
            add(args, "-ts", tensorSplit());
        }
        if (oneGpu()) {
            add(args, "-sm", "none");
            add(args, "-mg", Integer.toString(options.mainGpu()));
        }
        return args;
    }

    /** Returns whether passages are ranked: {@code --reranking} is {@code --embeddings} with a pooling of its own. */
    boolean ranks() {
        return embedding && options.pooling().equals(Optional.of(Pooling.RANK));
    }

    /** Returns the pooling of embeddings as {@code --pooling} takes it; empty where the file says it. */
    Optional<String> pooling() {
        return options.pooling().map(p -> p.name().toLowerCase(Locale.ROOT));
    }

    /** Returns the most that the launch takes of the host's memory, from its start and after; a plan always has a bound. */
    Bytes hostPeak() {
        return host.plus(growth.bound()
                .orElseThrow(() -> new IllegalStateException("a plan without a limit of its prompt cache")));
    }

    /** Returns whether one of several GPUs is used and the others are not. */
    boolean oneGpu() {
        return options.splitMode() == LaunchOptions.SplitMode.NONE;
    }

    /** Returns the split between GPUs as {@code -ts} takes it. */
    String tensorSplit() {
        List<String> parts = new ArrayList<>();
        for (double part : options.tensorSplit()) {
            parts.add(part == Math.rint(part) ? Long.toString((long) part) : String.format(Locale.ROOT, "%.3f", part));
        }
        return String.join(",", parts);
    }

    private static void add(List<String> args, String flag, String value) {
        args.add(flag);
        args.add(value);
    }

    /** Returns a name for units, containers and models: lower case letters, digits and single hyphens, at most 63 as DNS labels have. */
    public String slug() {
        return slug(model + "-" + fileType);
    }

    /** Returns such a name of some words. */
    static String slug(String words) {
        StringBuilder slug = new StringBuilder();
        for (char c : words.toLowerCase(Locale.ROOT).toCharArray()) {
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (plain || (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-')) {
                slug.append(plain ? c : '-');
            }
        }
        slug.setLength(Math.min(slug.length(), LONGEST_LABEL));
        while (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
            slug.setLength(slug.length() - 1);
        }
        return slug.isEmpty() ? "model" : slug.toString();
    }

    /** Returns the file name without folders. */
    public String fileName() {
        String path = source.file();
        int slash = path.lastIndexOf('/');
        int end = WINDOWS.matcher(path).matches() ? Math.max(slash, path.lastIndexOf('\\')) : slash;
        return path.substring(end + 1);
    }

    /** Returns the context of one slot, tokens. */
    int slotContext() {
        return options.nCtx() / Math.max(1, options.nParallel());
    }
}
