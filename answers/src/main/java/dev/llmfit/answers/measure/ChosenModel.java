package dev.llmfit.answers.measure;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model that is run.
 *
 * @param meant which one, and in which file type
 * @param model shape and tensor types
 * @param file the real file, if its weights are here
 */
public record ChosenModel(MeantModel meant, Model model, Optional<Path> file) {

    /** Finds a model; one that is only a shape gets the file type that its name means. */
    public static ChosenModel of(Workbench bench, String reference) throws IOException {
        return of(bench, reference, Optional.empty());
    }

    /** Finds a model in this file type: the file of a repository that has it, else what llama-quantize would make. */
    public static ChosenModel of(Workbench bench, String reference, Optional<String> fileType) throws IOException {
        Optional<TypeLabel> label = fileType.flatMap(TypeLabel::of);
        String madeUp = label.filter(l -> !l.isPlain()).map(l -> ":" + l.text()).orElse("");
        ResolvedModel found = resolve(bench, reference.endsWith(madeUp) ? reference : reference + madeUp);
        Optional<FileType> wanted = label.filter(TypeLabel::isPlain).map(TypeLabel::fileType);
        return wanted.isPresent() && !wanted.equals(found.fileType())
                ? of(reference, typed(bench, reference, found, wanted.get()))
                : of(reference, found);
    }

    private static ResolvedModel typed(Workbench bench, String reference, ResolvedModel found, FileType wanted)
            throws IOException {
        if (found.isLaidOut()) {
            return found.in(wanted);
        }
        boolean whole = ModelReference.parse(reference) instanceof HuggingFaceRepository hub
                && hub.tag().isEmpty()
                && hub.file().isEmpty();
        if (whole && found.origin() instanceof ResolvedModel.FromServer) {
            try {
                return resolve(bench, reference + ":" + wanted);
            } catch (UnknownTypeException e) {
                return found.made(wanted); // the repository has none of this type
            }
        }
        return found.made(wanted);
    }

    private static ResolvedModel resolve(Workbench bench, String reference) throws IOException {
        return bench.models().acceptingHeadersOnly().resolve(reference);
    }

    private static ChosenModel of(String reference, ResolvedModel resolved) {
        Model model = resolved.model();
        boolean complete = resolved.origin() instanceof ResolvedModel.FromFile f && f.fileBytes() >= f.fullBytes();
        return new ChosenModel(
                MeantModel.of(reference, resolved, model), model, complete ? resolved.file() : Optional.empty());
    }
}
