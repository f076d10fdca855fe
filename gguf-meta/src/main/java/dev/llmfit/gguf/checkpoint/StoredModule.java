package dev.llmfit.gguf.checkpoint;

import dev.llmfit.gguf.checkpoint.WeightFormat.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A layer of a checkpoint with all tensors that store its matrix.
 *
 * @param name of the module
 * @param tensors by what stands behind the module's name, for example {@code weight}, {@code weight_scale}
 */
record StoredModule(String name, Map<String, StoredTensor> tensors) {
    /** Bits of what packed weights lie in. */
    private static final int WORD = 32;

    /** Names of tensors that hold weights. */
    private static final List<String> WEIGHTS = List.of("weight", "qweight", "weight_packed", "blocks");

    StoredModule {
        tensors = Map.copyOf(tensors);
    }

    Optional<StoredTensor> weight() {
        return WEIGHTS.stream().flatMap(n -> tensor(n).stream()).findFirst();
    }

    private Optional<StoredTensor> tensor(String suffix) {
        return Optional.ofNullable(tensors.get(suffix));
    }

    private boolean has(String suffix) {
        return tensors.containsKey(suffix);
    }

    long bytes() {
        return tensors.values().stream().mapToLong(StoredTensor::bytes).reduce(0, Math::addExact);
    }

    /**
     * Returns how its matrix is stored.
     *
     * @param method {@code quant_method}; empty where nothing was quantized
     * @param inputs of the matrix
     * @param elements of the matrix, which tell the bits of packed ones
     * @throws CheckpointException if the tensors are of no known method
     */
    WeightFormat format(String method, long inputs, long elements) throws CheckpointException {
        StoredTensor weight = weight().orElseThrow(() -> unknown("no weights"));
        boolean input = has("input_scale") || has("input_global_scale");
        if (has("qweight")) {
            int bits = bits(weight, elements);
            return new WeightFormat(
                    method.equals("awq") ? Kind.AWQ : Kind.GPTQ, bits, group(scale("scales"), 0, inputs), true, false);
        }
        if (has("weight_packed") && weight.type() == StoredType.I32) {
            int bits = bits(weight, elements);
            int group = group(scale("weight_scale"), 1, inputs);
            return new WeightFormat(Kind.PACKED, bits, group, has("weight_zero_point"), input);
        }
        if (has("blocks") || (has("weight_packed") && isPowerOfTwo("weight_scale"))) {
            return new WeightFormat(Kind.MXFP4, 4, 32, false, false);
        }
        if (has("weight_packed") || (weight.type() == StoredType.U8 && has("weight_scale"))) {
            return new WeightFormat(Kind.NVFP4, 4, group(scale("weight_scale"), 1, inputs), false, input);
        }
        if (has("weight.absmax")) {
            return new WeightFormat(Kind.BITSANDBYTES, 4, 64, false, false);
        }
        if (weight.type() == StoredType.U32 && has("scales")) {
            int bits = bits(weight, elements);
            List<Long> scales = scale("scales").shape();
            return new WeightFormat(
                    Kind.MLX, bits, group(scale("scales"), scales.size() - 1, inputs), has("biases"), false);
        }
        if (weight.type().isFloat8()) {
            return float8(input);
        }
        if (weight.type() == StoredType.I8 && has("weight_scale")) {
            return new WeightFormat(Kind.INT8, 8, 0, false, input);
        }
        if (weight.type().isPlain()) {
            return WeightFormat.PLAIN;
        }
        throw unknown(weight.type() + " with "
                + String.join(", ", tensors.keySet().stream().sorted().toList()));
    }

    private WeightFormat float8(boolean input) throws CheckpointException {
        if (has("weight_scale_inv")) {
            return new WeightFormat(Kind.FP8_TILE, 8, 0, false, input);
        }
        StoredTensor scale = scale("weight_scale");
        if (isPowerOfTwo("weight_scale") || scale.type() == StoredType.U8) {
            return new WeightFormat(Kind.MXFP8, 8, 32, false, false);
        }
        long rows = scale.shape().isEmpty() ? 1 : scale.shape().getFirst();
        boolean tiles = scale.shape().size() > 1 && scale.shape().getLast() > 1;
        Kind kind = tiles ? Kind.FP8_TILE : rows > 1 ? Kind.FP8_ROW : Kind.FP8_MATRIX;
        return new WeightFormat(kind, 8, 0, false, input);
    }

    private boolean isPowerOfTwo(String suffix) {
        return tensor(suffix).filter(t -> t.type() == StoredType.F8_E8M0).isPresent();
    }

    private StoredTensor scale(String suffix) throws CheckpointException {
        return tensor(suffix).orElseThrow(() -> unknown("no " + suffix));
    }

    private static int bits(StoredTensor weight, long elements) {
        return Math.clamp(Math.multiplyExact(weight.elements(), WORD) / Math.max(1, elements), 1, WORD);
    }

    private static int group(StoredTensor scales, int dimension, long inputs) {
        List<Long> shape = scales.shape();
        long groups = dimension < shape.size() ? shape.get(dimension) : 1;
        return groups <= 1 ? 0 : (int) Math.min(Integer.MAX_VALUE, inputs / groups);
    }

    private CheckpointException unknown(String what) {
        return new CheckpointException(name + " is stored in a way that is not known here: " + what);
    }
}
