package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the metadata and tensors of a GGUF that llama.cpp's converter would write as F16.
 *
 * <p>Vectors and the few matrices that stay in full precision are F32, the rest F16, unless a tensor is published in
 * another type ({@code convert_hf_to_gguf.py}, {@code prepare_tensors}).
 */
public final class HeaderBuilder {
    /** Parts of the names of matrices that the converter keeps in F32. */
    private static final String[] FULL_PRECISION = {
        "ffn_gate_inp",
        "ssm_conv1d",
        "_norm",
        "rope_f",
        "ssm_a",
        "ssm_d",
        "exp_probs_b",
        "layer_output_scale",
        ".bias",
        "hc_attn_",
        "hc_ffn_",
        "indexer_compressor_",
        "attn_sinks",
        "altup_",
        "time_mix",
        "channel_mix_lerp",
        "position_embd",
        "token_types",
        "shortconv.conv",
        ".scale"
    };

    /** {@code general.file_type} of F16 ({@code LLAMA_FTYPE_MOSTLY_F16}). */
    private static final long F16_FILE_TYPE = 1;

    private final String architecture;
    private final String model;
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();

    /** Creates a header of an architecture. */
    HeaderBuilder(String architecture, String name) {
        this.architecture = architecture;
        this.model = name;
        metadata.put("general.architecture", new GgufValue.Text(architecture));
        metadata.put("general.name", new GgufValue.Text(name));
        metadata.put("general.file_type", new GgufValue.Int(GgufValueType.UINT32, F16_FILE_TYPE));
        metadata.put("general.quantization_version", new GgufValue.Int(GgufValueType.UINT32, 2));
        metadata.put("tokenizer.ggml.model", new GgufValue.Text("no_vocab"));
    }

    /** Returns the architecture's name. */
    String architecture() {
        return architecture;
    }

    /** Sets a key of the architecture to an integer. */
    void set(String key, long value) {
        metadata.put(architecture + "." + key, new GgufValue.Int(GgufValueType.UINT32, value));
    }

    /** Sets a key of the architecture to a real. */
    void set(String key, double value) {
        setGlobal(architecture + "." + key, value);
    }

    /** Sets a key of the architecture to a text. */
    void set(String key, String value) {
        metadata.put(architecture + "." + key, new GgufValue.Text(value));
    }

    /** Sets a key of the architecture to true or false. */
    void set(String key, boolean value) {
        metadata.put(architecture + "." + key, new GgufValue.Bool(value));
    }

    /** Sets a key of the architecture to a list of integers. */
    void set(String key, long[] values) {
        metadata.put(architecture + "." + key, new GgufValue.IntArray(GgufValueType.INT32, values));
    }

    /** Sets a key of the architecture to a list of integers of 64 bits. */
    void setWide(String key, long[] values) {
        metadata.put(architecture + "." + key, new GgufValue.IntArray(GgufValueType.UINT64, values));
    }

    /** Sets a key of the architecture to a list of booleans, given as 0 and 1. */
    void setFlags(String key, long[] values) {
        metadata.put(architecture + "." + key, new GgufValue.IntArray(GgufValueType.BOOL, values));
    }

    /** Names what a classifier tells apart, of which only the number counts. */
    void labels(long count) {
        metadata.put(
                architecture + ".classifier.output_labels",
                new GgufValue.TextArray(Collections.nCopies(Math.toIntExact(count), "label")));
    }

    /** Sets a key of the architecture to one integer or to a list with so many zeros more. */
    void set(String key, PerLayer value, int more) {
        if (value.isListed()) {
            set(key, value.padded(more));
        } else {
            set(key, value.at(0));
        }
    }

    /** Sets a key without the architecture's prefix to a real of single precision. */
    void setGlobal(String key, double value) {
        metadata.put(key, new GgufValue.Real(GgufValueType.FLOAT32, (float) value));
    }

    /** Sets a key without the architecture's prefix to an integer. */
    void setGlobal(String key, long value) {
        metadata.put(key, new GgufValue.Int(GgufValueType.UINT32, value));
    }

    /** Adds a tensor with the converter's type for its name and shape. */
    void tensor(String name, long... shape) {
        typed(shape.length == 1 || inFullPrecision(name) ? GgmlType.F32 : GgmlType.F16, name, shape);
    }

    /** Adds a tensor that is published in this type. */
    void typed(GgmlType type, String name, long... shape) {
        for (long elements : shape) {
            if (elements < 0) {
                throw new FieldsException(model + " would have the tensor " + name + " of " + Arrays.toString(shape)
                        + " elements; one of its fields is negative");
            }
        }
        tensors.add(new TensorInfo(name, type, at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)));
    }

    /** Adds the weights and, if asked for, the biases of a norm over the embedding. */
    void norm(String name, long width, boolean bias) {
        tensor(name + ".weight", width);
        if (bias) {
            tensor(name + ".bias", width);
        }
    }

    /** Adds a matrix and, if asked for, its bias. */
    void linear(String name, long in, long out, boolean bias) {
        tensor(name + ".weight", in, out);
        if (bias) {
            tensor(name + ".bias", out);
        }
    }

    /** Returns the finished model. */
    Model build(String name) {
        return new Model(name, new Metadata(metadata), tensors);
    }

    private static long at(long[] shape, int dimension) {
        return dimension < shape.length ? shape[dimension] : 1;
    }

    private static boolean inFullPrecision(String name) {
        for (String part : FULL_PRECISION) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
