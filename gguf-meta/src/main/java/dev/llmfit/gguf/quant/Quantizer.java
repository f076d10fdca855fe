package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Predicts what {@code llama-quantize} makes of a model: the type of every tensor, and the size of the file to the byte. Only
 * shapes count, so the model may come from the catalogue, from an F16 file or from a file that is quantized already.
 *
 * <p>Source: {@code llama_model_quantize_impl} ({@code src/llama-quant.cpp}) of llama.cpp b11434.
 */
public final class Quantizer {
    /** {@code GGUF_DEFAULT_ALIGNMENT} of {@code ggml/include/gguf.h}, to which llama-quantize pads tensors. */
    private static final int OUTPUT_ALIGNMENT = 32;

    private static final int QUANTIZATION_VERSION = 2; // GGML_QNT_VERSION
    private static final List<String> SPLIT_KEYS = List.of("split.no", "split.count", "split.tensors.count");

    private final Map<FileType, OptionalLong> sizes = new ConcurrentHashMap<>();
    private final Model model;
    private final TensorPlan plan;
    private final long headerBytes;

    private Quantizer(Model model, boolean keepQuantized) {
        this.model = model;
        this.plan = TensorPlan.of(model, keepQuantized);
        this.headerBytes = GgufWriter.headerBytes(metadata(FileType.F16), plan.tensors());
    }

    /**
     * Prepares a model for any number of file types.
     *
     * @throws dev.llmfit.gguf.arch.HyperParametersException if llama.cpp would refuse the metadata of the model
     */
    public static Quantizer of(Model model) {
        return new Quantizer(model, false);
    }

    /**
     * Prepares a model of the catalogue, whose tensors have the types in which they are published: those that are quantized
     * stay so. llama-quantize refuses to make another type of gpt-oss's experts, and the files of every type that are published
     * hold them in MXFP4 (repositories of bartowski, unsloth and ggml-org).
     *
     * @throws dev.llmfit.gguf.HyperParametersException if llama.cpp would refuse the metadata of the model
     */
    public static Quantizer ofPublished(Model model) {
        return new Quantizer(model, true);
    }

    /**
     * Returns a model in a file type, without an importance matrix.
     *
     * @throws QuantizationException if {@code llama-quantize} would not write it
     * @throws dev.llmfit.gguf.arch.HyperParametersException if llama.cpp would refuse the metadata of the model
     */
    public static Model quantize(Model model, FileType fileType) {
        return of(model).quantize(fileType, Imatrix.ABSENT);
    }

    /**
     * Returns a model as Google publishes it after training it for four bits: Q4_0 with the embeddings left in F16
     * (repositories {@code google/gemma-3-*-it-qat-q4_0-gguf}; gemma 3 27B has 17.2 GB so, 15.6 GB with all in Q4_0).
     */
    public static Model quantizationAware(Model model) {
        Model quantized = ofPublished(model).quantize(FileType.Q4_0, Imatrix.ABSENT);
        List<TensorInfo> tensors = quantized.tensors().stream()
                .map(t -> t.name().equals("token_embd.weight") ? t.withType(GgmlType.F16) : t)
                .toList();
        return new Model(quantized.name(), quantized.metadata(), tensors);
    }

    /** Returns the bytes of the file that llama-quantize would write of a model as it is. */
    public static long fileBytes(Model model) {
        long bytes = GgufWriter.headerBytes(model.metadata(), model.tensors());
        for (TensorInfo tensor : model.tensors()) {
            bytes = Math.addExact(bytes, Math.ceilDiv(tensor.bytes(), (long) OUTPUT_ALIGNMENT) * OUTPUT_ALIGNMENT);
        }
        return bytes;
    }

    /**
     * Returns the model in a file type, its tensors in the order in which {@code llama-quantize} writes them.
     *
     * @throws QuantizationException if {@code llama-quantize} would not write it
     */
    public Model quantize(FileType fileType, Imatrix imatrix) {
        return quantize(Recipe.plain(fileType, imatrix));
    }

    /**
     * Returns the model made by a recipe, its tensors in the order in which {@code llama-quantize} writes them.
     *
     * @throws QuantizationException if {@code llama-quantize} would not write it
     */
    public Model quantize(Recipe recipe) {
        Mixture mixture = mixture(recipe);
        List<TensorInfo> tensors = new ArrayList<>(plan.tensors().size());
        for (TensorPlan.Entry entry : plan.entries()) {
            tensors.add(entry.tensor().withType(type(entry, mixture)));
        }
        return new Model(model.name(), metadata(recipe.fileType()), tensors);
    }

    /**
     * Returns the sizes of the model in a file type.
     *
     * @throws QuantizationException if {@code llama-quantize} would not write it
     */
    public QuantSummary summarize(FileType fileType, Imatrix imatrix) {
        return summarize(Recipe.plain(fileType, imatrix));
    }

    /**
     * Returns the sizes of the model made by a recipe.
     *
     * @throws QuantizationException if {@code llama-quantize} would not write it
     */
    public QuantSummary summarize(Recipe recipe) {
        Mixture mixture = mixture(recipe);
        Map<GgmlType, Integer> counts = new EnumMap<>(GgmlType.class);
        long tensorBytes = 0;
        long dataBytes = 0;
        long elements = 0;
        int fallbacks = 0;
        boolean requiresImatrix = false;
        for (TensorPlan.Entry entry : plan.entries()) {
            GgmlType type = type(entry, mixture);
            long bytes = entry.tensor().withType(type).bytes();
            tensorBytes = Math.addExact(tensorBytes, bytes);
            dataBytes = Math.addExact(dataBytes, Math.ceilDiv(bytes, (long) OUTPUT_ALIGNMENT) * OUTPUT_ALIGNMENT);
            elements = Math.addExact(elements, entry.tensor().elements());
            counts.merge(type, 1, Integer::sum);
            fallbacks +=
                    entry.slot().isPresent() && mixture.fallsBack(entry.slot().get()) ? 1 : 0;
            requiresImatrix |= entry.slot().isPresent()
                    && mixture.requiresImatrix(entry.tensor().name(), type);
        }
        long fileBytes = Math.addExact(headerBytes, dataBytes);
        return new QuantSummary(
                recipe.fileType(), tensorBytes, fileBytes, elements, counts, requiresImatrix, fallbacks);
    }

    /**
     * Returns the bytes of all tensors in a file type made with an importance matrix, or empty if {@code llama-quantize} would not
     * write it. Computed once: published files are fitted between the same types again and again.
     */
    public OptionalLong tensorBytes(FileType fileType) {
        return sizes.computeIfAbsent(fileType, type -> {
            try {
                return OptionalLong.of(summarize(type, Imatrix.PRESENT).tensorBytes());
            } catch (QuantizationException e) {
                return OptionalLong.empty();
            }
        });
    }

    /** Returns bytes of the header that the model's metadata make; those of the vocabulary only if they hold it. */
    public long headerBytes() {
        return headerBytes;
    }

    /** Returns the weights of all tensors. */
    public long elements() {
        long sum = 0;
        for (TensorInfo tensor : plan.tensors()) {
            sum = Math.addExact(sum, tensor.elements());
        }
        return sum;
    }

    private static Mixture mixture(Recipe recipe) {
        if (!recipe.fileType().isQuantizeTarget()) {
            throw new QuantizationException("llama-quantize does not write " + recipe.fileType());
        }
        return new Mixture(recipe);
    }

    private static GgmlType type(TensorPlan.Entry entry, Mixture mixture) {
        return entry.slot().map(mixture::type).orElse(entry.tensor().type());
    }

    /** Returns the metadata of the new file; its length does not depend on the file type. */
    private Metadata metadata(FileType fileType) {
        Map<String, GgufValue> pairs = new LinkedHashMap<>(model.metadata().asMap());
        pairs.keySet().removeAll(SPLIT_KEYS);
        pairs.remove("general.quantization_version");
        pairs.remove("general.file_type");
        pairs.put("general.quantization_version", new GgufValue.Int(GgufValueType.UINT32, QUANTIZATION_VERSION));
        pairs.put("general.file_type", new GgufValue.Int(GgufValueType.UINT32, fileType.id()));
        return new Metadata(pairs);
    }
}
