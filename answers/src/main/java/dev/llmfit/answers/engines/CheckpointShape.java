package dev.llmfit.answers.engines;

import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueName;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.OwnModel;
import dev.llmfit.gguf.checkpoint.Checkpoint;
import dev.llmfit.gguf.checkpoint.CheckpointException;
import dev.llmfit.gguf.checkpoint.FolderFiles;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.gguf.remote.OnlineModels;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.sizing.engines.EngineModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the checkpoint that a question means, in a folder or a repository, and the model that it holds. */
final class CheckpointShape {
    private static final String CONFIG = "config.json";

    private final Workbench bench;
    private final String reference;

    CheckpointShape(Workbench bench, String reference) {
        this.bench = bench;
        this.reference = reference;
    }

    /**
     * Returns the model of a checkpoint; empty if the question means something else.
     *
     * @throws CheckpointException if the checkpoint cannot be used
     */
    Optional<EngineModel> find() throws IOException {
        Optional<Checkpoint> checkpoint = checkpoint();
        return checkpoint.isEmpty() ? Optional.empty() : Optional.of(model(checkpoint.get()));
    }

    /** Returns the checkpoint itself; empty if the question means something else. */
    Optional<Checkpoint> checkpoint() throws IOException {
        return switch (ModelReference.parse(reference)) {
            case GgufPath p -> folder(p.path().toString());
            case Named n -> folder(n.text());
            case HuggingFaceRepository r -> {
                Optional<Checkpoint> local = folder(reference);
                yield local.isPresent() ? local : repository(r);
            }
            default -> Optional.empty();
        };
    }

    private Optional<Checkpoint> folder(String text) throws IOException {
        Path folder;
        try {
            folder = bench.file(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty(); // no path is meant
        }
        return Files.isRegularFile(folder.resolve(CONFIG))
                ? Optional.of(Checkpoint.read(new FolderFiles(folder)))
                : Optional.empty();
    }

    private Optional<Checkpoint> repository(HuggingFaceRepository asked) throws IOException {
        String repository = asked.repository();
        boolean listed =
                bench.catalogue().name(repository).filter(CatalogueName::isOwn).isPresent();
        boolean explicit = !reference.strip().equals(repository);
        if (asked.tag().isPresent() || asked.file().isPresent() || (listed && !explicit)) {
            return Optional.empty();
        }
        OnlineModels online = bench.online();
        try {
            List<RepositoryFile> files = online.hub().files(repository);
            List<String> names = files.stream().map(RepositoryFile::path).toList();
            return Checkpoint.isOne(names) ? Optional.of(online.hub().checkpoint(repository, files)) : Optional.empty();
        } catch (IOException e) {
            if (!listed || !online.isOffline(e)) {
                throw e;
            }
            bench.warn("No server could be asked for " + repository
                    + ": its shape is the catalogue's, in 16 bits, not what its files hold.");
            return Optional.empty();
        }
    }

    /** Returns the model that a checkpoint holds: one of the catalogue that has its tensors, or what its configuration describes. */
    EngineModel model(Checkpoint checkpoint) throws CheckpointException {
        Optional<Model> described = Optional.empty();
        String why = "";
        try {
            described = Optional.of(Architectures.fromConfig(checkpoint.name(), checkpoint.config()));
        } catch (FieldsException e) {
            why = String.valueOf(e.getMessage());
        }
        CheckpointException contradiction = null;
        for (CatalogueEntry entry : alike(checkpoint, described)) {
            try {
                return EngineModel.of(entry).in(checkpoint);
            } catch (CheckpointException e) {
                contradiction = contradiction == null ? e : contradiction;
            }
        }
        if (described.isPresent()) {
            OwnModel own = OwnModel.of(described.get(), checkpoint.name(), Optional.of("own"), checkpoint.name());
            return EngineModel.of(own.entry()).in(checkpoint);
        }
        if (contradiction != null) {
            throw contradiction;
        }
        throw new CheckpointException(
                "The class " + checkpoint.className() + " of " + checkpoint.name() + " is not known here: " + why);
    }

    /** Returns entries with the numbers of a configuration. */
    private List<CatalogueEntry> alike(Checkpoint checkpoint, Optional<Model> described) {
        Catalogue catalogue = bench.catalogue();
        long layers = number(checkpoint, "num_hidden_layers");
        long width = number(checkpoint, "hidden_size");
        long vocabulary = number(checkpoint, "vocab_size");
        return catalogue.summaries().stream()
                .filter(s -> described.isEmpty()
                        || s.architecture().equals(described.get().architecture()))
                .map(ModelSummary::id)
                .flatMap(id -> catalogue.byId(id).stream())
                .filter(entry -> {
                    AuditedFields shape =
                            AuditedFields.of(entry.id(), entry.shape(), Complaints.thrown("", FieldsException::new));
                    return shape.integer("n_layer", 0) == layers
                            && shape.integer("n_embd", 0) == width
                            && shape.integer("n_vocab", 0) == vocabulary
                            && described.map(d -> sameTensors(d, entry.model())).orElse(true);
                })
                .toList();
    }

    private static boolean sameTensors(Model one, Model other) {
        return one.tensors().size() == other.tensors().size()
                && List.copyOf(one.tensors()).equals(List.copyOf(other.tensors()));
    }

    private static long number(Checkpoint checkpoint, String name) {
        return (long) checkpoint
                .setting(name)
                .map(v -> v.asNumber().orElse(0))
                .orElse(0.0)
                .doubleValue();
    }
}
