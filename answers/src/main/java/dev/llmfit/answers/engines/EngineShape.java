package dev.llmfit.answers.engines;

import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.OwnModel;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.tensors.TensorCheck;
import dev.llmfit.sizing.engines.EngineModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The model of a question as engines other than llama.cpp are asked about it.
 *
 * @param source how the question names it
 */
public record EngineShape(ModelSource source) implements Lookup<EngineModel> {
    @Override
    public EngineModel find(Workbench bench) {
        try {
            Optional<EngineModel> stored = source instanceof ModelSource.Named n
                            && bench.catalogue().byId(n.reference()).isEmpty()
                    ? new CheckpointShape(bench, n.reference()).find()
                    : Optional.empty();
            return stored.isPresent() ? stored.get() : EngineModel.of(entry(bench));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CatalogueEntry entry(Workbench bench) throws IOException {
        return switch (source) {
            case ModelSource.HeaderFile h -> {
                Model model = TensorCheck.checked(GgufReader.read(bench.file(h.file()), TensorData.OPTIONAL)
                        .toModel(h.name()));
                yield described(model, h.name());
            }
            case ModelSource.Named n -> {
                // An id means its own model, not the one that Ollama serves under the same word (deepseek-r1).
                Optional<CatalogueEntry> exact = bench.catalogue().byId(n.reference());
                if (exact.isPresent()) {
                    yield exact.get();
                }
                ResolvedModel found = bench.models().resolve(n.reference());
                yield found.entry().isPresent() ? found.entry().get() : described(found.shape(), found.name());
            }
        };
    }

    private static CatalogueEntry described(Model model, String name) {
        return OwnModel.of(model, name, Optional.of("own"), name).entry();
    }
}
