package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.UsualType;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.units.KeptRecently;
import java.util.Optional;

/** Models that the catalogue knows by the names of a question. What was laid out last is laid out no second time. */
final class CatalogueModels {
    /** Models that are kept, each some hundred kilobytes; judgement. */
    private static final int MOST = 64;

    private final KnownNames names;
    private final KeptRecently<Named, Optional<ResolvedModel>> known = new KeptRecently<>(MOST);

    CatalogueModels(Catalogue catalogue) {
        this.names = new KnownNames(catalogue);
    }

    /** Returns what the catalogue alone says of a name; empty if it has no such name. */
    Optional<ResolvedModel> find(Named reference) {
        return known.of(reference, this::found);
    }

    private Optional<ResolvedModel> found(Named reference) {
        Optional<KnownNames.Found> spelled = names.findSpelled(reference.name());
        return spelled.flatMap(f -> f.name().entry()).map(entry -> {
            KnownNames.Found found = spelled.get();
            String name = found.literal() ? reference.name() : entry.summary().shownName();
            return reference
                    .label()
                    .map(label ->
                            PublishedLookup.model(reference.text(), reference.name(), entry, label, found.literal()))
                    .orElseGet(() -> laidOut(
                            reference.name(), name, found.literal(), entry, found.type(reference.fileType(), entry)));
        });
    }

    /** Returns the file type of a model of the catalogue: the one asked for, its native one, that of its name, or the usual one. */
    static ChosenType type(Optional<FileType> asked, CatalogueEntry entry, Optional<FileType> ofName) {
        if (asked.isPresent()) {
            if (!asked.get().isQuantizeTarget()) {
                throw Refusals.unknownType(
                        entry.summary().shownName(), asked.get().name());
            }
            return ChosenType.asked(asked.get());
        }
        Optional<FileType> nativeType = entry.summary().nativeType();
        if (nativeType.isPresent()) {
            return new ChosenType(nativeType.get(), TypeSource.NATIVE);
        }
        return ofName.map(type -> new ChosenType(type, TypeSource.DEFAULT))
                .orElseGet(() -> new ChosenType(UsualType.ASSUMED, TypeSource.ASSUMED));
    }

    /**
     * Lays out a model of the catalogue.
     *
     * @param asked what was written, which says whether the file has layers for next-token prediction
     * @param name what it is called to people
     */
    static ResolvedModel laidOut(String asked, String name, boolean literal, CatalogueEntry entry, ChosenType type) {
        return new ResolvedModel(
                name, literal, entry.modelNamed(asked), Optional.of(type), new FromCatalogue(), Optional.of(entry));
    }
}
