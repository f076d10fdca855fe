package dev.llmfit.answers.measure;

import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ResolvedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model that is run.
 *
 * @param model shape and tensor types
 * @param file the real file, if its weights are here
 * @param title name and file type
 */
public record ChosenModel(Model model, Optional<Path> file, String title) {

    /** Finds a model; one that is only a shape gets file type Q4_K_M unless its name says another. */
    public static ChosenModel of(Workbench bench, String reference) throws IOException {
        return of(bench, reference, Optional.empty());
    }

    /** Finds a model; one that is only a shape gets this file type. */
    public static ChosenModel of(Workbench bench, String reference, Optional<String> fileType) throws IOException {
        Optional<TypeLabel> label = fileType.flatMap(TypeLabel::of);
        String madeUp = label.filter(l -> !l.isPlain()).map(l -> ":" + l.text()).orElse("");
        ResolvedModel resolved = bench.models()
                .acceptingHeadersOnly()
                .resolve(reference.endsWith(madeUp) ? reference : reference + madeUp);
        Optional<FileType> wanted = label.filter(TypeLabel::isPlain).map(TypeLabel::fileType);
        Model model = wanted.isPresent() && resolved.isLaidOut()
                ? Quantizer.quantize(resolved.shape(), wanted.get())
                : resolved.model(FileType.Q4_K_M);
        boolean complete = resolved.origin() instanceof ResolvedModel.FromFile f && f.fileBytes() >= f.fullBytes();
        return new ChosenModel(model, complete ? resolved.file() : Optional.empty(), model.name());
    }
}
