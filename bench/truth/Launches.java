import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/** Writes random launches for the oracle and what llmfit predicts for them. Called by {@code bench/truth/run}. */
final class Launches {
    private static final long GIB = 1L << 30;
    private static final List<FileType> FILE_TYPES = List.of(
            FileType.F16,
            FileType.Q4_K_M,
            FileType.Q4_K_M,
            FileType.Q8_0,
            FileType.Q4_0,
            FileType.IQ2_XS,
            FileType.Q5_K_M,
            FileType.IQ4_XS,
            FileType.BF16,
            FileType.Q3_K_S,
            FileType.Q6_K);
    private static final List<GgmlType> CACHE = List.of(
            GgmlType.Q8_0,
            GgmlType.Q4_0,
            GgmlType.F32,
            GgmlType.BF16,
            GgmlType.F16,
            GgmlType.Q5_1,
            GgmlType.IQ4_NL,
            GgmlType.Q4_1,
            GgmlType.Q5_0);
    private static final List<String> OVERRIDES = List.of(
            "ffn_down=CPU",
            "blk\\.[0-3]\\.=CPU",
            "attn=CPU",
            "\\.ffn_.*_exps=CPU",
            "output=CPU",
            "blk\\.1\\.ffn_up=CUDA0",
            "token_embd=CUDA0",
            "attn_k=CPU,ffn_up=CUDA0",
            "blk\\.(0|2|4)\\.attn_(q|qkv|output)=CPU",
            "norm=CPU",
            "bias=CPU",
            "output_norm=CUDA0",
            "rope_f=CPU");
    /** One of so many wild launches divides every tensor. */
    private static final int DIVIDED = Integer.getInteger("truth.divided", 8);

    private static final List<List<String>> ADAPTED = List.of(
            List.of("attn_q", "attn_v"),
            List.of("attn_q", "attn_k", "attn_v", "attn_qkv", "attn_output"),
            List.of("ffn_up", "ffn_down", "ffn_gate"),
            List.of("attn_q", "attn_v", "attn_output", "ffn_up", "ffn_down", "ffn_up_exps", "ffn_down_exps", "output"));

    private final Path out;
    private final boolean wild;
    private final boolean lora;
    private final PrintWriter[] cases = new PrintWriter[5];
    private final PrintWriter predictions;
    private final GraphEstimator estimator = new GraphEstimator();
    private final EngineBuild build = EngineBuild.parse(System.getProperty("truth.build", EngineBuild.NEWEST.name()));
    private Random random = new Random();

    private Launches(Path out, String mode) throws IOException {
        this.out = out;
        this.wild = mode.startsWith("wild");
        this.lora = mode.endsWith("lora");
        for (int devices = 0; devices < cases.length; devices++) {
            cases[devices] =
                    new PrintWriter(out.resolve("cases." + devices + ".tsv").toFile());
        }
        this.predictions = new PrintWriter(out.resolve("pred.tsv").toFile());
    }

    public static void main(String[] args) throws IOException {
        Launches launches = new Launches(Path.of(args[0]), args[3]);
        List<String> names = new ArrayList<>();
        for (String name : List.of(args).subList(4, args.length)) {
            if (name.equals("@all")) {
                Catalogue.bundled().summaries().stream().map(ModelSummary::id).forEach(names::add);
            } else {
                names.add(name);
            }
        }
        for (String name : names) {
            launches.random = new Random(Long.parseLong(args[1]) * 1_000_003L + name.hashCode());
            launches.write(name, Integer.parseInt(args[2]));
        }
        for (PrintWriter file : launches.cases) {
            file.close();
        }
        launches.predictions.close();
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private void write(String name, int count) throws IOException {
        Model model;
        Path file;
        if (name.endsWith(".gguf")) {
            file = Path.of(name).toAbsolutePath();
            model = GgufReader.read(file, TensorData.OPTIONAL).toModel(String.valueOf(file.getFileName()));
        } else {
            FileType type = pick(FILE_TYPES);
            try {
                model = ModelResolver.of(Environment.ofProcess(), true)
                        .resolve(name)
                        .in(type)
                        .model();
            } catch (dev.llmfit.gguf.quant.QuantizationException e) {
                model = ModelResolver.of(Environment.ofProcess(), true)
                        .resolve(name)
                        .in(FileType.Q8_0)
                        .model();
            }
            file = out.resolve(name + ".gguf");
            writeHole(file, model.metadata(), model.tensors());
        }
        for (int i = 0; i < count; i++) {
            launch(name.substring(name.lastIndexOf('/') + 1) + "#" + i, model, file);
        }
    }

    /** A file of the right size on paper. */
    private static void writeHole(Path file, Metadata metadata, List<TensorInfo> tensors) throws IOException {
        Files.deleteIfExists(file);
        GgufWriter.writeHeader(file, metadata, tensors);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(GgufWriter.fileBytes(metadata, tensors));
        }
    }

    private void launch(String id, Model model, Path file) throws IOException {
        HyperParameters hp = HyperParameters.of(model);
        List<String> keys = new ArrayList<>();
        int devices = pick(wild ? List.of(0, 1, 1, 1, 2, 2, 3, 4) : List.of(0, 1, 1, 1, 1, 2, 3));
        LaunchOptions options = placement(context(LaunchOptions.defaults(), hp, keys), hp, devices, keys);
        GraphEstimator used = estimator;
        if (lora) {
            Model adapter = adapter(model, hp);
            if (!adapter.tensors().isEmpty()) {
                Path path = out.resolve("adapter-" + id.replace('#', '.') + ".gguf");
                writeHole(path, adapter.metadata(), adapter.tensors());
                keys.add("lora=" + path);
                used = estimator.withAdapters(List.of(adapter));
            }
        }
        List<DeviceMemory> memory = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            Bytes size = Bytes.of((wild ? List.of(24, 8, 12, 4) : List.of(24, 24, 24, 24)).get(d) * GIB);
            memory.add(new DeviceMemory("CUDA" + d, Backend.REFERENCE, size, size));
        }
        cases[devices].println(id + "\t" + file + "\t" + String.join(" ", keys));
        predictions.println(id + "\t" + model.architecture() + "\t" + prediction(used, model, memory, options));
    }

    private LaunchOptions context(LaunchOptions start, HyperParameters hp, List<String> keys) {
        LaunchOptions o = start;
        int cells = pick(
                wild
                        ? List.of(512, 1000, 2048, 4095, 8192, 5000, 16384, 33000, 1, 300, 131072, 0)
                        : List.of(512, 2048, 4096, 8192, 5000, 16384, 32768));
        if (!wild) {
            cells = Math.min(cells, Math.max(512, hp.nCtxTrain()));
        }
        FlashAttn attention = pick(List.of(FlashAttn.AUTO, FlashAttn.AUTO, FlashAttn.ON, FlashAttn.OFF));
        int ubatch = pick(wild ? List.of(512, 128, 1024, 2048, 4096, 1, 17, 500) : List.of(512, 512, 128, 1024, 2048));
        int slots = pick(wild ? List.of(1, 1, 2, 3, 4, 7, 16, 33) : List.of(1, 1, 1, 4, 4, 2, 8));
        boolean unified = slots > 1 && random.nextBoolean();
        o = o.withNCtx(cells)
                .withFlashAttn(attention)
                .withNUbatch(ubatch)
                .withNParallel(slots)
                .withKvUnified(unified);
        keys.addAll(List.of(
                "c=" + cells,
                "fa=" + attention.name().toLowerCase(),
                "ub=" + ubatch,
                "np=" + slots,
                "kvu=" + (unified ? 1 : 0)));
        if (wild) {
            int batch = pick(List.of(2048, 512, 64, 100, 4096));
            o = o.withNBatch(batch);
            keys.add("b=" + batch);
        }
        if (oneIn(3)) {
            GgmlType k = pick(CACHE);
            GgmlType v = wild ? pick(CACHE) : attention == FlashAttn.OFF ? GgmlType.F16 : k;
            o = o.withTypeK(k).withTypeV(v);
            keys.addAll(List.of("ctk=" + k.ggmlName(), "ctv=" + v.ggmlName()));
        }
        if (oneIn(12)) {
            o = o.withSwaFull(true);
            keys.add("swafull=1");
        }
        if (!oneIn(3)) {
            int rows = wild ? pick(List.of(1, slots, slots, 17, 512)) : slots;
            o = o.withNOutputsMax(rows);
            keys.add("outmax=" + rows);
        }
        if (wild && oneIn(10)) {
            Pooling pooling = pick(List.of(Pooling.NONE, Pooling.MEAN, Pooling.LAST, Pooling.CLS));
            // as llama-server: a row for every token, and a text within one batch
            o = o.withEmbeddings(true).withPooling(pooling).withNOutputsMax(0).withNBatch(ubatch);
            keys.removeIf(key -> key.startsWith("outmax=") || key.startsWith("b="));
            keys.addAll(List.of("emb=1", "pool=" + pooling.ordinal(), "b=" + ubatch));
        }
        return o;
    }

    private LaunchOptions placement(LaunchOptions start, HyperParameters hp, int devices, List<String> keys) {
        LaunchOptions o = start;
        if (devices == 0) {
            return o;
        }
        int layers = pick(List.of(9999, 9999, 0, 1 + random.nextInt(hp.nLayerAll() + 1), hp.nLayerAll()));
        o = o.withNGpuLayers(layers);
        keys.add("ngl=" + layers);
        if (devices > 1 && random.nextBoolean()) {
            List<Double> shares = new ArrayList<>();
            StringJoiner text = new StringJoiner(",");
            for (int d = 0; d < devices; d++) {
                int share = d == 0 ? 1 : wild ? pick(List.of(0, 1, 3, 10)) : 1 + random.nextInt(4);
                shares.add((double) share);
                text.add(Integer.toString(share));
            }
            o = o.withTensorSplit(shares);
            keys.add("ts=" + text);
        }
        if (hp.experts().isPresent() && oneIn(3)) {
            int experts = 1 + random.nextInt(hp.nLayerAll());
            o = o.withNCpuMoe(experts);
            keys.add("ncmoe=" + experts);
            if (build.has(EngineSwitch.CACHES_EXPERTS)
                    && (devices == 1 || !o.tensorSplit().isEmpty())
                    && oneIn(2)) {
                int mib = pick(List.of(100, 1000, 3000, 8000));
                o = o.withMoeCacheMib(mib);
                keys.add("moecache=" + mib);
            }
        }
        if (wild && oneIn(10)) {
            int main = random.nextInt(devices);
            o = o.withSplitMode(SplitMode.NONE).withMainGpu(main);
            keys.addAll(List.of("sm=none", "mg=" + main));
        }
        if (wild && build.has(EngineSwitch.MIXES_INPUTS) && oneIn(DIVIDED)) {
            o = o.withSplitMode(SplitMode.TENSOR).withMainGpu(0).withMoeCacheMib(0);
            keys.removeIf(key -> key.startsWith("sm=") || key.startsWith("mg=") || key.startsWith("moecache="));
            keys.add("sm=tensor");
        }
        if (wild && o.splitMode() != SplitMode.TENSOR && oneIn(5)) {
            String override = pick(OVERRIDES);
            o = o.withOverrideTensor(List.of(override));
            keys.add("ot=" + override);
        }
        if (oneIn(10)) {
            o = o.withNoKvOffload(true);
            keys.add("nkvo=1");
        }
        if (oneIn(10)) {
            o = o.withOpOffload(false);
            keys.add("opoff=0");
        }
        return o;
    }

    private Model adapter(Model model, HyperParameters hp) {
        List<String> bases = pick(ADAPTED);
        long rank = pick(List.of(8L, 16L, 64L));
        GgmlType type = pick(List.of(GgmlType.F16, GgmlType.F32));
        List<TensorInfo> tensors = new ArrayList<>();
        for (TensorInfo t : model.tensors()) {
            String[] parts = t.name().split("\\.");
            boolean inLayer = parts.length == 4 && parts[0].equals("blk") && Integer.parseInt(parts[1]) < hp.nLayer();
            boolean head = t.name().equals("output.weight");
            if (t.name().endsWith(".weight") && (inLayer || head) && bases.contains(parts[parts.length - 2])) {
                tensors.add(new TensorInfo(t.name() + ".lora_a", type, t.ne0(), rank, t.ne2(), 1));
                tensors.add(new TensorInfo(t.name() + ".lora_b", type, rank, t.ne1(), t.ne2(), 1));
            }
        }
        Map<String, GgufValue> values = new LinkedHashMap<>();
        values.put("general.architecture", new GgufValue.Text(model.architecture()));
        values.put("general.type", new GgufValue.Text("adapter"));
        values.put("adapter.type", new GgufValue.Text("lora"));
        values.put("adapter.lora.alpha", new GgufValue.Real(GgufValueType.FLOAT32, 16));
        return new Model("adapter", new Metadata(values), tensors);
    }

    private String prediction(
            GraphEstimator estimator, Model model, List<DeviceMemory> devices, LaunchOptions options) {
        try {
            Estimate estimate = estimator.estimate(model, devices, options, build);
            StringJoiner pools = new StringJoiner(";");
            List<BufferSizes> all = new ArrayList<>(estimate.devices());
            all.add(estimate.host());
            for (BufferSizes sizes : all) {
                pools.add(sizes.weights().count() + "/" + sizes.context().count() + "/"
                        + sizes.compute().count());
            }
            return estimate.nCtx() + "\t" + estimate.computeBasis() + "\t" + pools;
        } catch (LaunchRefusedException e) {
            return "REFUSED\t-\t" + e.getMessage();
        }
    }
}
