package dev.llmfit.answers.size;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ResolvedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that a question means.
 *
 * @param asked what was asked for
 * @param model its shape and tensor types
 * @param file its file on this machine
 * @param whole whether that file has all its data
 */
record SizeModel(String asked, Model model, Optional<Path> file, boolean whole) {
    /** What a model of the catalogue is laid out in where no file type is asked for. */
    private static final FileType USUAL = FileType.Q4_K_M;

    /**
     * Finds a model.
     *
     * @param nextToken whether a model of the catalogue is meant with its layers for next-token prediction
     */
    static SizeModel of(
            Workbench bench, ModelSource source, Optional<FileType> fileType, boolean headerOnly, boolean nextToken)
            throws IOException {
        return switch (source) {
            case ModelSource.HeaderFile h -> {
                Path file = bench.file(h.file());
                Model model = GgufReader.read(file, TensorData.OPTIONAL).toModel(h.name());
                yield new SizeModel(h.name(), model, Optional.of(file), false);
            }
            case ModelSource.Named n -> named(bench, n.reference(), fileType, headerOnly, nextToken);
        };
    }

    private static SizeModel named(
            Workbench bench, String reference, Optional<FileType> fileType, boolean headerOnly, boolean nextToken)
            throws IOException {
        ModelResolver models = headerOnly ? bench.models().acceptingHeadersOnly() : bench.models();
        ResolvedModel found = models.resolve(reference);
        ResolvedModel resolved = nextToken ? found.withNextTokenLayers() : found;
        Model model = fileType.isPresent() && resolved.isLaidOut()
                ? Quantizer.quantize(resolved.shape(), fileType.get())
                : resolved.model(USUAL);
        boolean whole = resolved.origin() instanceof ResolvedModel.FromFile f && f.fileBytes() >= f.fullBytes();
        return new SizeModel(reference, model, resolved.file(), whole);
    }
}
