package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.units.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file types that a user may make of a model whose header was read: what {@code llama-quantize} would write. */
final class MadeTypes {
    /** Types that lose nothing, of which llama-quantize makes every other. */
    private static final Set<String> ORIGINALS = Set.of("BF16", "F16", "F32");

    private final Model header;
    private final String base;
    private final Map<String, Model> models = new HashMap<>();
    private @Nullable Quantizer quantizer;

    /**
     * Creates the types.
     *
     * @param header metadata and shapes
     * @param base what the names of files begin with
     */
    MadeTypes(Model header, String base) {
        this.header = header;
        this.base = base;
    }

    /** Tells whether files of this type are what others are made of. */
    static boolean isOriginal(String fileType) {
        return ORIGINALS.contains(fileType);
    }

    Quantizer quantizer() {
        Quantizer known = quantizer;
        if (known == null) {
            known = Quantizer.of(header);
            quantizer = known;
        }
        return known;
    }

    /**
     * Returns the model in a type.
     *
     * @throws dev.llmfit.gguf.published.UnknownTypeException if a publisher made the name up, and nobody tells its mixture
     */
    Model model(String fileType) {
        return models.computeIfAbsent(fileType, this::made);
    }

    private Model made(String fileType) {
        Optional<FileType> plain = FileType.byName(fileType);
        if (plain.isPresent()) {
            // Types of the IQ family are made with an importance matrix; some cannot be made without.
            return quantizer().quantize(plain.get(), fileType.startsWith("IQ") ? Imatrix.PRESENT : Imatrix.ABSENT);
        }
        TypeLabel label = TypeLabel.of(fileType)
                .orElseThrow(() -> new IllegalArgumentException("no file type is called '" + fileType + "'"));
        return PublishedShape.named(header, Optional.empty(), label, base + ":" + fileType)
                .model();
    }

    Bytes fileBytes(String fileType) {
        return Bytes.of(Quantizer.fileBytes(model(fileType)));
    }

    /**
     * Returns how the file is made.
     *
     * @param original the file that it is made of; empty if none is known
     * @param from the repository of the original weights
     */
    FileSource.ToMake source(String fileType, Optional<String> original, Optional<String> from) {
        return new FileSource.ToMake(base + "-" + fileType + ".gguf", fileType, from, original);
    }
}
