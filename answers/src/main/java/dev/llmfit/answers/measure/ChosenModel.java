package dev.llmfit.answers.measure;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.published.TypeLabel;
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

    /** Finds a model; one that is only a shape gets this file type. */
    public static ChosenModel of(Workbench bench, String reference, Optional<String> fileType) throws IOException {
        Optional<TypeLabel> label = fileType.flatMap(TypeLabel::of);
        String madeUp = label.filter(l -> !l.isPlain()).map(l -> ":" + l.text()).orElse("");
        ResolvedModel found = bench.models()
                .acceptingHeadersOnly()
                .resolve(reference.endsWith(madeUp) ? reference : reference + madeUp);
        Optional<FileType> wanted =
                label.filter(TypeLabel::isPlain).map(TypeLabel::fileType).filter(type -> found.isLaidOut());
        ResolvedModel resolved = wanted.map(found::in).orElse(found);
        Model model = resolved.model();
        boolean complete = resolved.origin() instanceof ResolvedModel.FromFile f && f.fileBytes() >= f.fullBytes();
        return new ChosenModel(
                MeantModel.of(reference, resolved, model), model, complete ? resolved.file() : Optional.empty());
    }
}
