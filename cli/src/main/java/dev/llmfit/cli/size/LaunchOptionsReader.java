package dev.llmfit.cli.size;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the {@code options} of a batch line. */
final class LaunchOptionsReader {
    private LaunchOptionsReader() {}

    /** Reads the object at the parser; throws {@link IllegalArgumentException} naming a bad value. */
    static LaunchOptions read(JsonParser p) {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("'options' must be an object");
        }
        LaunchOptions o = LaunchOptions.defaults();
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = p.currentName();
            if (p.nextToken() != JsonToken.VALUE_NULL) {
                o = with(o, key, p);
            }
        }
        return o;
    }

    private static LaunchOptions with(LaunchOptions o, String key, JsonParser p) {
        return switch (key) {
            case "n_gpu_layers" -> o.withNGpuLayers(gpuLayers(p));
            case "n_ctx" -> o.withNCtx(atLeast(0, key, p));
            case "n_batch" -> o.withNBatch(atLeast(1, key, p));
            case "n_ubatch" -> o.withNUbatch(atLeast(0, key, p));
            case "n_parallel" -> o.withNParallel(atLeast(0, key, p));
            case "kv_unified" -> o.withKvUnified(flag(key, p));
            case "n_outputs_max" -> o.withNOutputsMax(atLeast(0, key, p));
            case "flash_attn" -> o.withFlashAttn(flashAttn(p));
            case "type_k" -> o.withTypeK(cacheType(p));
            case "type_v" -> o.withTypeV(cacheType(p));
            case "tensor_split" -> o.withTensorSplit(shares(p));
            case "split_mode" -> o.withSplitMode(splitMode(p.getString()));
            case "main_gpu" -> o.withMainGpu(p.getIntValue());
            case "n_cpu_moe" -> o.withNCpuMoe(Math.max(o.nCpuMoe(), atLeast(0, key, p)));
            case "cpu_moe" -> flag(key, p) ? o.withNCpuMoe(Integer.MAX_VALUE) : o;
            case "override_tensor" -> o.withOverrideTensor(texts(p));
            case "swa_full" -> o.withSwaFull(flag(key, p));
            case "no_kv_offload" -> o.withNoKvOffload(flag(key, p));
            case "load_mtp" -> o.withLoadMtp(flag(key, p));
            case "n_rs_seq" -> o.withNDraft(atLeast(0, key, p));
            case "op_offload" -> o.withOpOffload(flag(key, p));
            default -> {
                p.skipChildren();
                yield o;
            }
        };
    }

    /** A number, or {@code all} or {@code auto} as llama.cpp writes them. */
    private static int gpuLayers(JsonParser p) {
        if (p.currentToken() != JsonToken.VALUE_STRING) {
            return p.getIntValue();
        }
        return switch (p.getString()) {
            case "all", "auto" -> -1;
            default ->
                throw new BadRequestException("n_gpu_layers is a number, 'all' or 'auto', not '" + p.getString() + "'");
        };
    }

    private static int atLeast(int least, String key, JsonParser p) {
        int value = p.getIntValue();
        if (value < least) {
            throw new IllegalArgumentException("'" + key + "' must be at least " + least + ", not " + value);
        }
        return value;
    }

    private static boolean flag(String key, JsonParser p) {
        return switch (p.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> p.getIntValue() != 0;
            default -> throw new IllegalArgumentException("'" + key + "' must be true or false");
        };
    }

    private static FlashAttn flashAttn(JsonParser p) {
        return switch (p.currentToken()) {
            case VALUE_TRUE -> FlashAttn.ON;
            case VALUE_FALSE -> FlashAttn.OFF;
            default ->
                switch (p.getString().toLowerCase(Locale.ROOT)) {
                    case "on", "1", "true", "enabled" -> FlashAttn.ON;
                    case "off", "0", "false", "disabled" -> FlashAttn.OFF;
                    case "auto", "-1" -> FlashAttn.AUTO;
                    default ->
                        throw new IllegalArgumentException(
                                "'flash_attn' must be on, off or auto, not '" + p.getString() + "'");
                };
        };
    }

    private static GgmlType cacheType(JsonParser p) {
        String name = p.getString();
        return GgmlType.byName(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown cache type '" + name + "'"));
    }

    private static SplitMode splitMode(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none" -> SplitMode.NONE;
            case "layer" -> SplitMode.LAYER;
            case "row" -> SplitMode.ROW;
            default ->
                throw new IllegalArgumentException("'split_mode' must be none, layer or row, not '" + name + "'");
        };
    }

    private static List<Double> shares(JsonParser p) {
        List<Double> shares = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            shares.add(p.getDoubleValue());
        }
        return shares;
    }

    private static List<String> texts(JsonParser p) {
        if (p.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(p.getString());
        }
        List<String> texts = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            texts.add(p.getString());
        }
        return texts;
    }
}
