package dev.llmfit.answers;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.Locale;
import java.util.Optional;

/**
 * The model that an answer is about: which one was found, in which file type and why that one.
 *
 * @param asked what the question wrote
 * @param name what it is called to people: as written, without the file type; the name that was taken if that is another
 * @param id the catalogue's, else the file's
 * @param literal whether the model has the name that was written; else another is taken to be meant
 * @param parameters weights of the text model as its file holds them, layers for next-token prediction included
 * @param fileType name of the file type; empty if a file does not tell
 * @param source why that file type
 * @param fileBytes bytes of the file; of a model of the catalogue, without its vocabulary
 * @param file path of the file, or the repository, where one is known
 */
public record MeantModel(
        String asked,
        String name,
        String id,
        boolean literal,
        long parameters,
        Optional<String> fileType,
        TypeSource source,
        Bytes fileBytes,
        Optional<String> file) {
    public MeantModel {
        Amount.count(parameters, "parameters");
    }

    /** Returns what a question means that found a model. */
    public static MeantModel of(String asked, ResolvedModel found, Model model) {
        return new MeantModel(
                asked,
                found.name(),
                found.entry().map(CatalogueEntry::id).orElseGet(() -> headerName(model)),
                found.literal(),
                weights(model),
                fileType(found),
                found.type().map(t -> t.source()).orElseGet(() -> source(found)),
                fileBytes(found, model),
                file(asked, found));
    }

    /** Returns what a file means that was named by its path. */
    public static MeantModel ofFile(String asked, Model model, Bytes fileBytes) {
        return new MeantModel(
                asked,
                model.name(),
                headerName(model),
                true,
                weights(model),
                FileType.of(model.metadata()).map(FileType::name),
                TypeSource.FILE,
                fileBytes,
                Optional.of(asked));
    }

    private static String headerName(Model model) {
        return model.metadata().string("general.name").filter(n -> !n.isBlank()).orElse(model.name());
    }

    /** Returns the name of the type: of a published file, the one that its publisher gives it. */
    private static Optional<String> fileType(ResolvedModel found) {
        return found.origin() instanceof ResolvedModel.FromListing l
                        && !l.shape().label().isPlain()
                ? Optional.of(l.shape().label().text())
                : found.fileType().map(FileType::name);
    }

    /** Returns why a type with a name that a publisher made up, or a file that does not tell its type. */
    private static TypeSource source(ResolvedModel found) {
        return found.origin() instanceof ResolvedModel.FromListing l ? l.source() : TypeSource.FILE;
    }

    /** Sums the elements of all tensors but those of the rotation, which are no weights: layers that predict tokens are counted. */
    private static long weights(Model model) {
        long sum = 0;
        for (TensorInfo tensor : model.tensors()) {
            if (!tensor.name().startsWith("rope_")) {
                sum = Math.addExact(sum, tensor.elements());
            }
        }
        return sum;
    }

    // No switch over types here and below: its bootstrap costs every cold process some milliseconds.
    private static Bytes fileBytes(ResolvedModel found, Model model) {
        if (found.origin() instanceof ResolvedModel.FromFile f) {
            return Bytes.of(f.fullBytes());
        }
        if (found.origin() instanceof ResolvedModel.FromServer s) {
            return Bytes.of(s.fileBytes());
        }
        if (found.origin() instanceof ResolvedModel.FromListing l) {
            return l.shape().fileBytes();
        }
        return Bytes.of(Quantizer.fileBytes(model)); // of the catalogue
    }

    private static Optional<String> file(String asked, ResolvedModel found) {
        if (found.origin() instanceof ResolvedModel.FromFile f) {
            return Optional.of(f.path().toString());
        }
        if (found.origin() instanceof ResolvedModel.FromServer s) {
            return Optional.of(s.address().toString());
        }
        if (found.origin() instanceof ResolvedModel.FromListing l) {
            return l.repository().map(r -> r + l.path().map(p -> "/" + p).orElse(""));
        }
        return ModelReference.parse(asked) instanceof HuggingFaceRepository r
                ? Optional.of(r.repository())
                : Optional.empty();
    }

    /** Returns the file type with the reason for it: {@code Q4_K_M (default)}. */
    public String typeAndSource() {
        return fileType.map(type -> switch (source) {
                    case ASKED, FILE -> type;
                    case DEFAULT, NATIVE, ASSUMED -> type + " (" + source.id() + ")";
                })
                .orElse("file type not stated");
    }

    /** Returns what the answer is about in a line: {@code llama3.1:8b · Q4_K_M (default) · 4.58 GiB}. */
    public String heading() {
        String size = fileBytes.gib() >= 1
                ? String.format(Locale.ROOT, "%.2f GiB", fileBytes.gib())
                : String.format(Locale.ROOT, "%.0f MiB", fileBytes.mib());
        return name + " · " + typeAndSource() + " · " + size;
    }

    /** Returns that another name was taken, one sentence; empty if the name was literal. */
    public Optional<String> taken() {
        if (literal) {
            return Optional.empty();
        }
        boolean absent = asked.toLowerCase(Locale.ROOT).endsWith(".gguf") && file.isEmpty();
        return Optional.of((absent ? "The file '" : "'") + asked + "' is "
                + (absent ? "not here; by its name it is taken to be " : "taken to be ") + id + ".");
    }
}
