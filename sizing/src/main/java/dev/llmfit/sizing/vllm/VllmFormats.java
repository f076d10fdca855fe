package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.checkpoint.StoredWeights;
import dev.llmfit.gguf.checkpoint.WeightFormat;
import dev.llmfit.gguf.checkpoint.WeightFormat.Kind;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.vllm.VllmQuantization.Extras;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How each matrix of a launch is kept: as the checkpoint stores it, where one was read, or all linear layers by one method.
 *
 * <p>Source: {@code create_weights} in {@code model_executor/layers/quantization}: {@code auto_awq.py}, {@code auto_gptq.py},
 * {@code compressed_tensors/schemes}, {@code fp8.py}, {@code modelopt.py}.
 */
final class VllmFormats {
    /** Bytes of a scale in 16 bits, of one of float32, and of the shape that packed weights keep: two numbers of 64 bits. */
    private static final int NARROW = 2;

    private static final int WIDE = 4;
    private static final int SHAPE = 16;

    /** Modules that a note names; judgement. */
    private static final int MOST_NAMED = 4;

    private final VllmQuantization asked;
    private final boolean everyLinear;
    private final VllmClass traits;
    private final Optional<StoredWeights> stored;

    private VllmFormats(VllmQuantization asked, boolean everyLinear, VllmClass traits, Optional<StoredWeights> stored) {
        this.asked = asked;
        this.everyLinear = everyLinear;
        this.traits = traits;
        this.stored = stored;
    }

    static VllmFormats of(EngineModel model, VllmLaunch launch) {
        VllmQuantization asked = launch.weights().quantization();
        return new VllmFormats(
                asked,
                launch.weights().everyLinear(),
                VllmClass.of(model),
                asked == VllmQuantization.NONE ? model.stored() : Optional.empty());
    }

    /** Returns what the checkpoint stores, where that decides. */
    Optional<StoredWeights> stored() {
        return stored;
    }

    /**
     * Returns how a matrix is kept.
     *
     * @param part its name in its layer, or outside of layers
     * @param layer from 0; -1 outside of layers
     */
    VllmScheme of(String part, int layer) {
        if (stored.isPresent()) {
            String name = part.endsWith(".weight") ? part.substring(0, part.length() - ".weight".length()) : part;
            return scheme(stored.get().format(layer, name));
        }
        boolean router = part.equals("ffn_gate_inp.weight") && everyLinear && traits.has(VllmTrait.QUANTIZED_ROUTER);
        boolean plain = (isPlain(part) && !router) || (part.startsWith("ssm_") && traits.has(VllmTrait.MAMBA_1));
        return layer < 0 || plain ? VllmScheme.PLAIN : asked.scheme();
    }

    private static VllmScheme scheme(WeightFormat format) {
        int bits = format.bits();
        int group = format.group() == 0 ? VllmScheme.ROW : format.group();
        int input = format.inputScale() ? WIDE : 0;
        return switch (format.kind()) {
            case PLAIN, MLX -> VllmScheme.PLAIN;
            case AWQ -> new VllmScheme(bits, group, NARROW, bits, 0, 0, VllmScheme.Packing.OUTPUTS);
            case GPTQ -> new VllmScheme(bits, group, NARROW, bits, 0, 0, VllmScheme.Packing.INPUTS);
            case PACKED -> new VllmScheme(bits, group, NARROW, format.zeros() ? bits : 0, SHAPE, 0);
            case FP8_MATRIX -> new VllmScheme(bits, VllmScheme.MATRIX, 0, 0, 0, WIDE + input);
            case FP8_ROW -> new VllmScheme(bits, VllmScheme.ROW, WIDE, 0, 0, input);
            case FP8_TILE -> new VllmScheme(bits, VllmScheme.TILE, WIDE, 0, 0, input);
            case INT8 -> new VllmScheme(bits, VllmScheme.ROW, WIDE, 0, 0, input);
            case NVFP4 -> new VllmScheme(bits, group, 1, 0, 0, WIDE + input);
            case MXFP4, MXFP8 -> new VllmScheme(bits, group, 1, 0, 0, 0);
            case BITSANDBYTES -> VllmQuantization.BITSANDBYTES_NF4.scheme();
        };
    }

    /** Returns why vLLM does not read the checkpoint; empty if it does. */
    Optional<String> refusal() {
        return stored.filter(StoredWeights::isMlx)
                .map(s -> "the weights of " + s.name() + " are packed for MLX, which it does not read");
    }

    /** Returns what is to be said of a checkpoint. */
    static List<String> notes(StoredWeights stored) {
        List<String> notes = new ArrayList<>();
        notes.add("Weights are counted by the headers of " + stored.name() + ", " + Bytes.of(stored.bytes())
                + " of tensors: what it keeps in 16 bits counts so.");
        if (!stored.unplaced().isEmpty()) {
            notes.add("The place of quantized layers is not known here, which count as 16 bits: "
                    + String.join(
                            ", ",
                            stored.unplaced()
                                    .subList(
                                            0,
                                            Math.min(
                                                    MOST_NAMED,
                                                    stored.unplaced().size())))
                    + ".");
        }
        return notes;
    }

    /** Returns what the method keeps beside matrices. */
    Extras extras() {
        if (traits.has(VllmTrait.ATTENTION_WITHOUT_SCALES)) {
            return method().withoutScales();
        }
        return traits.has(VllmTrait.THROUGH_TRANSFORMERS) ? method().withoutZeros() : method();
    }

    private Extras method() {
        return stored.map(s -> switch (s.method()) {
                    case "gptq" -> Extras.GPTQ;
                    case "fp8" -> Extras.FP8;
                    case "compressed-tensors" -> Extras.COMPRESSED;
                    case "modelopt" -> Extras.MODELOPT;
                    default -> Extras.NONE;
                })
                .orElse(asked.extras());
    }

    /** Returns the words for people: the methods of the matrices. */
    String title() {
        if (stored.isPresent() && !stored.get().isPlain()) {
            return String.join(" and ", stored.get().kinds())
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                    + " bits";
        }
        return asked == VllmQuantization.NONE ? "16 bits" : asked.id();
    }

    /** Returns whether the bytes are those of vLLM's own layers. */
    boolean areExact() {
        return stored.map(s -> s.unplaced().isEmpty()
                        && s.formats().values().stream().noneMatch(f -> f.kind() == Kind.BITSANDBYTES))
                .orElse(asked == VllmQuantization.NONE);
    }

    /** Returns whether no method quantizes it where every linear layer is. */
    private static boolean isPlain(String part) {
        return part.contains("norm")
                || part.contains("_embd")
                || part.equals("output.weight")
                || part.contains("ffn_gate_inp")
                || part.contains("bias")
                || part.equals("ssm_a")
                || part.equals("ssm_d")
                || part.startsWith("ssm_dt")
                || part.startsWith("ssm_conv1d")
                || part.contains("sinks")
                || part.contains("scale")
                || part.startsWith("shortconv.conv")
                || part.startsWith("indexer.proj")
                || part.startsWith("indexer.attn_k")
                || part.contains("altup")
                || part.contains("laurel");
    }

    /** Returns whether it is no matrix of a linear layer, whatever a checkpoint stores. */
    static boolean isNoMatrix(String part) {
        return isPlain(part) && !part.contains("ffn_gate_inp") && !part.equals("output.weight");
    }
}
