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
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Sizes a launch of an engine; what launches have in common is looked up. */
final class EngineSizeAnswering {
    private final EngineSizeQuestion question;
    private final Workbench bench;

    EngineSizeAnswering(EngineSizeQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    EngineSizeAnswer answer() {
        SizedEngine engine = SizedEngines.byId(question.engine()).orElseThrow();
        EngineModel model = bench.find(new Shape(question.model()));
        return new EngineSizeAnswer(model.id(), engine.size(model, question.launch(), machine(engine)));
    }

    private Optional<Machine> machine(SizedEngine engine) {
        Optional<HardwareSelector> meant =
                question.machine().or(() -> engine.hardware(question.launch()).map(HardwareSelector::named));
        if (meant.isEmpty() && engine.needsNoMachine(question.launch())) {
            return Optional.empty();
        }
        return Optional.of(bench.find(new Place(meant.orElse(HardwareSelector.THIS_MACHINE))));
    }

    /** A machine as a question names it. */
    private record Place(HardwareSelector selector) implements Lookup<Machine> {
        @Override
        public Machine find(Workbench bench) {
            return bench.machine(selector);
        }
    }

    /** A model as a question names it. */
    private record Shape(ModelSource source) implements Lookup<EngineModel> {
        @Override
        public EngineModel find(Workbench bench) {
            try {
                return EngineModel.of(entry(bench));
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
}
