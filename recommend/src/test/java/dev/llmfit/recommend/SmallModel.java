package dev.llmfit.recommend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** A small transformer, dense or with experts, in a handful of file types. */
public record SmallModel(int layers, int embd, int ff, int kvHeads, int vocab, int experts, boolean tied)
        implements ModelOffer {
    private static final Map<String, GgmlType> TYPES = Map.of(
            "F16", GgmlType.F16,
            "Q8_0", GgmlType.Q8_0,
            "Q6_K", GgmlType.Q6_K,
            "Q4_K_M", GgmlType.Q4_K,
            "Q3_K_M", GgmlType.Q3_K,
            "Q2_K", GgmlType.Q2_K);
    private static final int HEAD = 128;

    /** The models used last, laid out. */
    private static final Map<SmallModel, Map<String, Model>> LAID_OUT = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SmallModel, Map<String, Model>> eldest) {
            return size() > 4;
        }
    };

    private static final int USED = 2;

    public static SmallModel random(RandomGenerator random, int mostLayers) {
        return new SmallModel(
                1 + random.nextInt(mostLayers),
                256 * (2 + random.nextInt(15)),
                256 * (4 + random.nextInt(40)),
                1 + random.nextInt(4),
                256 * (20 + random.nextInt(400)),
                random.nextInt(3) == 0 ? 8 : 0,
                random.nextBoolean());
    }

    @Override
    public String name() {
        return "small";
    }

    @Override
    public Listing listing() {
        return Listing.NONE;
    }

    @Override
    public List<String> fileTypes() {
        return List.of("F16", "Q8_0", "Q6_K", "Q4_K_M", "Q3_K_M", "Q2_K");
    }

    @Override
    public Bytes fileBytes(String fileType) {
        return Bytes.of(model(fileType).tensorBytes());
    }

    @Override
    public FileSource source(String fileType) {
        return new FileSource.Local("small-" + fileType + ".gguf");
    }

    @Override
    public Model model(String fileType) {
        return LAID_OUT.computeIfAbsent(this, m -> new HashMap<>()).computeIfAbsent(fileType, this::laidOut);
    }

    private Model laidOut(String fileType) {
        GgmlType type = Objects.requireNonNull(TYPES.get(fileType));
        List<TensorInfo> tensors = new ArrayList<>();
        tensors.add(matrix("token_embd.weight", type, embd, vocab));
        for (int il = 0; il < layers; il++) {
            String p = "blk." + il + ".";
            tensors.add(matrix(p + "attn_norm.weight", GgmlType.F32, embd, 1));
            tensors.add(matrix(p + "attn_q.weight", type, embd, embd));
            tensors.add(matrix(p + "attn_k.weight", type, embd, (long) HEAD * kvHeads));
            tensors.add(matrix(p + "attn_v.weight", type, embd, (long) HEAD * kvHeads));
            tensors.add(matrix(p + "attn_output.weight", type, embd, embd));
            tensors.add(matrix(p + "ffn_norm.weight", GgmlType.F32, embd, 1));
            if (experts > 0) {
                tensors.add(matrix(p + "ffn_gate_inp.weight", GgmlType.F32, embd, experts));
            }
            for (String part : List.of("ffn_gate", "ffn_up", "ffn_down")) {
                boolean down = part.equals("ffn_down");
                tensors.add(new TensorInfo(
                        p + part + (experts > 0 ? "_exps" : "") + ".weight",
                        type,
                        down ? ff : embd,
                        down ? embd : ff,
                        Math.max(1, experts),
                        1));
            }
        }
        tensors.add(matrix("output_norm.weight", GgmlType.F32, embd, 1));
        if (!tied) {
            tensors.add(matrix("output.weight", type, embd, vocab));
        }
        return new Model("small", metadata(), tensors);
    }

    private Metadata metadata() {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        values.put("general.architecture", new GgufValue.Text("llama"));
        put(values, "block_count", layers);
        put(values, "context_length", 131072);
        put(values, "embedding_length", embd);
        put(values, "feed_forward_length", ff);
        put(values, "attention.head_count", embd / HEAD);
        put(values, "attention.head_count_kv", kvHeads);
        put(values, "attention.key_length", HEAD);
        put(values, "attention.value_length", HEAD);
        put(values, "vocab_size", vocab);
        values.put("llama.attention.layer_norm_rms_epsilon", new GgufValue.Real(GgufValueType.FLOAT32, 1e-5));
        if (experts > 0) {
            put(values, "expert_count", experts);
            put(values, "expert_used_count", USED);
        }
        return new Metadata(values);
    }

    private static void put(Map<String, GgufValue> values, String key, long value) {
        values.put("llama." + key, new GgufValue.Int(GgufValueType.UINT32, value));
    }

    private static TensorInfo matrix(String name, GgmlType type, long row, long rows) {
        return new TensorInfo(name, type, row, rows, 1, 1);
    }
}
