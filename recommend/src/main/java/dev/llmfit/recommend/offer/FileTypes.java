package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.FileType;
import dev.llmfit.recommend.quality.QualityTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which file types of a model are worth a look. */
public final class FileTypes {
    private FileTypes() {}

    /** Returns the types that llama-quantize makes and whose quality is known, without F32. */
    static List<String> measured() {
        return Measured.ALL;
    }

    private static final class Measured {
        static final List<String> ALL = Stream.of(FileType.values())
                .filter(type -> type.isQuantizeTarget() && type != FileType.F32)
                .map(FileType::name)
                .filter(QualityTable::isMeasured)
                .toList();
    }

    /**
     * Returns the file types to consider: the one asked for, else those whose quality is known, else all.
     *
     * @param offer the model
     * @param asked the file type that was asked for
     */
    public static List<String> considered(ModelOffer offer, Optional<String> asked) {
        if (asked.isPresent()) {
            return List.of(asked.get());
        }
        Optional<String> nativeType = offer.listing().nativeType();
        List<String> known = offer.fileTypes().stream()
                .filter(t -> QualityTable.isMeasured(t)
                        || nativeType.filter(t::startsWith).isPresent())
                .toList();
        return known.isEmpty() ? offer.fileTypes() : known;
    }
}
