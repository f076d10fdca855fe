package dev.llmfit.answers.size;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.KeyOverride;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.tensors.TensorCheck;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that a question means.
 *
 * @param meant which one, and in which file type
 * @param model its shape and tensor types
 * @param file its file on this machine
 * @param whole whether that file has all its data
 * @param projector the file that sees images for it, of a model of the catalogue whose files are not here
 */
record SizeModel(MeantModel meant, Model model, Optional<Path> file, boolean whole, Optional<ProjectorFile> projector) {

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
                GgufFile header = GgufReader.read(file, TensorData.OPTIONAL);
                Model model = TensorCheck.checked(header.toModel(h.name()));
                MeantModel meant = MeantModel.ofFile(h.name(), model, Bytes.of(header.fullBytes()));
                yield new SizeModel(meant, SameModel.of(bench, model), Optional.of(file), false, Optional.empty());
            }
            case ModelSource.Named n -> named(bench, n.reference(), fileType, headerOnly, nextToken);
        };
    }

    /** Returns the model with keys that a launch sets. */
    SizeModel with(List<KeyOverride> keys, Workbench bench) {
        if (keys.isEmpty()) {
            return this;
        }
        Model changed = model;
        for (KeyOverride key : keys) {
            changed = key.applied(changed);
        }
        return new SizeModel(meant, SameModel.of(bench, changed), file, whole, projector);
    }

    private static SizeModel named(
            Workbench bench, String reference, Optional<FileType> fileType, boolean headerOnly, boolean nextToken)
            throws IOException {
        ModelResolver models = headerOnly ? bench.models().acceptingHeadersOnly() : bench.models();
        ResolvedModel found = models.resolve(reference);
        ResolvedModel layers = nextToken ? found.withNextTokenLayers() : found;
        ResolvedModel resolved = fileType.map(layers::in).orElse(layers);
        Model model = SameModel.of(bench, resolved);
        boolean whole = resolved.origin() instanceof ResolvedModel.FromFile f && f.fileBytes() >= f.fullBytes();
        Optional<ProjectorFile> projector = resolved.file().isPresent()
                ? Optional.empty()
                : resolved.entry().flatMap(CatalogueEntry::projector);
        return new SizeModel(MeantModel.of(reference, resolved, model), model, resolved.file(), whole, projector);
    }
}
