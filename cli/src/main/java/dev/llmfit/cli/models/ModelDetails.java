package dev.llmfit.cli.models;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.reference.ResolvedModel.FromFile;
import dev.llmfit.gguf.reference.ResolvedModel.FromServer;
import dev.llmfit.gguf.remote.PublishedFile;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.memory.CacheGrowth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One model in detail: what the catalogue or its file says of it.
 *
 * @param model what was found
 * @param hyperParameters its hyper-parameters
 * @param published the other files of its repository, if it was read from one
 */
public record ModelDetails(ResolvedModel model, HyperParameters hyperParameters, List<PublishedFile> published) {
    private static final long F16_BYTES = 2;
    private static final List<FileType> SHOWN = List.of(FileType.Q4_K_M, FileType.Q8_0, FileType.F16);

    public ModelDetails {
        published = List.copyOf(published);
    }

    /** Reads the hyper-parameters of a model. */
    public static ModelDetails of(ResolvedModel model) {
        return new ModelDetails(model, HyperParameters.of(model.shape()), List.of());
    }

    /** Returns the same with the files of its repository. */
    public ModelDetails withFiles(List<PublishedFile> files) {
        return new ModelDetails(model, hyperParameters, files);
    }

    /** Prints the facts, one a line. */
    public void print(Console console) {
        console.line(console.bold(model.entry().map(e -> e.summary().name()).orElse(model.name())));
        Table table = new Table().left("").left("").indent("  ");
        model.entry().ifPresent(entry -> catalogueRows(table, entry));
        shapeRows(table);
        fileRows(table);
        table.lines(Math.max(console.columns(), 200)).forEach(console::line);
        printFiles(console);
        BenchmarkSection.of(model).print(console);
        console.line("");
        console.line("llmfit quants " + reference() + "   every file type, exact");
    }

    /** Returns the JSON document. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/models-show/1");
        document.put("reference", model.name());
        document.put("origin", origin());
        document.put("file", model.file().map(Object::toString));
        document.put("file_type", model.fileType().map(Enum::name));
        document.put("catalogue", model.entry().map(e -> SummaryJson.of(e.summary())));
        document.put("source", model.entry().flatMap(CatalogueEntry::source));
        document.put("projector_parameters", model.entry().flatMap(CatalogueEntry::projectorParameters));
        document.put("published_parameters", model.entry().flatMap(CatalogueEntry::publishedParameters));
        document.put("shape", shape());
        document.put("tensor_bytes", sizes());
        document.put("files", files());
        document.put("benchmarks", BenchmarkSection.of(model).json());
        return document;
    }

    private void printFiles(Console console) {
        if (published.isEmpty()) {
            return;
        }
        console.line("");
        Table table = new Table().left("file type").right("GiB").right("parts").left("file");
        for (PublishedFile file : published) {
            table.row(
                    file.fileType().map(Enum::name).orElse(""),
                    Numbers.gib(file.bytes()),
                    String.valueOf(file.parts()),
                    file.path());
        }
        table.lines(console.columns()).forEach(console::line);
    }

    private List<Map<String, Object>> files() {
        List<Map<String, Object>> files = new ArrayList<>();
        for (PublishedFile file : published) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("path", file.path());
            one.put("file_type", file.fileType().map(Enum::name));
            one.put("bytes", file.bytes());
            one.put("parts", file.parts());
            files.add(one);
        }
        return files;
    }

    private String reference() {
        return model.file()
                .map(Object::toString)
                .orElse(model.entry().map(e -> e.summary().shownName()).orElse(model.name()));
    }

    private static void catalogueRows(Table table, CatalogueEntry entry) {
        ModelSummary summary = entry.summary();
        table.row("family", summary.family());
        table.row("for", String.join(", ", summary.purposes()) + " · " + String.join(", ", summary.modalities()));
        table.row("released", summary.release());
        table.row("licence", summary.licence());
        table.row("names", String.join(", ", names(summary)));
        if (!summary.hfRepository().isEmpty()) {
            table.row("weights from", summary.hfRepository());
        }
        if (!summary.ggufRepositories().isEmpty()) {
            table.row("GGUF files", String.join(", ", summary.ggufRepositories()));
        }
        table.row(
                "shape proved",
                switch (summary.confidence()) {
                    case VERIFIED -> "yes, the computed number of weights is the published one";
                    case UNVERIFIED -> "no, there is no exact published number of weights, or it differs";
                    case USER -> "no, the entry is the user's own";
                });
    }

    private static List<String> names(ModelSummary summary) {
        List<String> names = new ArrayList<>(summary.ollama());
        names.add(summary.id());
        return names;
    }

    private void shapeRows(Table table) {
        HyperParameters hp = hyperParameters;
        table.row("architecture", hp.architecture());
        table.row("weights", weights());
        model.entry()
                .flatMap(CatalogueEntry::projectorParameters)
                .ifPresent(n -> table.row(
                        "projector",
                        Numbers.weights(n) + " weights in a file of its own (mmproj), about "
                                + Numbers.gib(n * F16_BYTES) + " GiB as F16"));
        table.row(
                "layers",
                hp.nLayer() + " · width " + Numbers.grouped(hp.nEmbd()) + " · vocabulary "
                        + Numbers.grouped(hp.nVocab()));
        table.row("trained for", Numbers.grouped(hp.nCtxTrain()) + " tokens");
        cacheRow(table);
        if (hp.nExpert() > 0) {
            table.row("experts", hp.nExpert() + ", " + hp.nExpertUsed() + " used for a token");
        }
    }

    private String weights() {
        long all = elements();
        Optional<ModelSummary> summary =
                model.entry().map(CatalogueEntry::summary).filter(ModelSummary::isMixtureOfExperts);
        return Numbers.weights(all)
                + summary.map(s -> ", " + Numbers.weights(s.parametersActive()) + " used for a token")
                        .orElse("");
    }

    private void cacheRow(Table table) {
        CacheGrowth.of(hyperParameters)
                .ifPresent(cache -> table.row(
                        "KV cache",
                        String.format(
                                Locale.ROOT,
                                "%.1f KiB a token at f16, over %d of %d layers",
                                cache.perToken().count() / 1024.0,
                                cache.layers(),
                                hyperParameters.nLayer())));
    }

    private void fileRows(Table table) {
        switch (model.origin()) {
            case FromCatalogue c -> {}
            case FromFile f ->
                table.row(
                        "file",
                        f.path() + " · " + Numbers.gib(f.fileBytes()) + " GiB"
                                + (f.fullBytes() > f.fileBytes()
                                        ? ", of " + Numbers.gib(f.fullBytes()) + " GiB with its data"
                                        : ""));
            case FromServer s -> table.row("file", s.address() + " · " + Numbers.gib(s.fileBytes()) + " GiB");
        }
        model.fileType().ifPresent(t -> table.row("file type", t.name()));
        if (!model.isLaidOut()) {
            presentRows(table);
            return;
        }
        StringBuilder sizes = new StringBuilder();
        sizes().forEach((type, bytes) -> sizes.append(sizes.isEmpty() ? "" : " · ")
                .append(type)
                .append(' ')
                .append(Numbers.gib(bytes))
                .append(" GiB"));
        table.row("tensors", sizes.toString());
    }

    /** Adds what a file holds, in the units of llama.cpp's own log. */
    private void presentRows(Table table) {
        StringBuilder counts = new StringBuilder();
        types().forEach((type, count) -> counts.append(counts.isEmpty() ? "" : ", ")
                .append(count)
                .append(' ')
                .append(type));
        long bytes = model.shape().tensorBytes();
        table.row("tensors", model.shape().tensors().size() + ": " + counts);
        table.row(
                "tensor size",
                String.format(
                                Locale.ROOT,
                                bytes >= 1L << 30 ? "%.2f GiB" : "%.2f MiB",
                                bytes / (double) (bytes >= 1L << 30 ? 1L << 30 : 1L << 20))
                        + String.format(Locale.ROOT, ", %.2f bits a weight", 8.0 * bytes / elements()));
    }

    private Map<String, Integer> types() {
        Map<String, Integer> types = new TreeMap<>();
        model.shape().tensors().forEach(t -> types.merge(t.type().ggmlName(), 1, Integer::sum));
        return types;
    }

    private Map<String, Object> shape() {
        HyperParameters hp = hyperParameters;
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("architecture", hp.architecture());
        shape.put("elements", elements());
        shape.put("tensors", model.shape().tensors().size());
        shape.put("n_layer", hp.nLayer());
        shape.put("n_embd", hp.nEmbd());
        shape.put("n_vocab", hp.nVocab());
        shape.put("n_ctx_train", hp.nCtxTrain());
        shape.put("n_expert", hp.nExpert());
        shape.put("n_expert_used", hp.nExpertUsed());
        shape.put("tensor_types", types());
        return shape;
    }

    private Map<String, Long> sizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        if (!model.isLaidOut()) {
            sizes.put(
                    model.fileType().map(Enum::name).orElse("as stored"),
                    model.shape().tensorBytes());
            return sizes;
        }
        Quantizer quantizer = Quantizer.of(model.shape());
        for (FileType type : SHOWN) {
            try {
                sizes.put(type.name(), quantizer.summarize(type, Imatrix.ABSENT).tensorBytes());
            } catch (QuantizationException e) {
                continue; // llama-quantize refuses this type for this model
            }
        }
        return sizes;
    }

    private long elements() {
        long sum = 0;
        for (TensorInfo tensor : model.shape().tensors()) {
            sum += tensor.elements();
        }
        return sum;
    }

    private String origin() {
        return switch (model.origin()) {
            case FromCatalogue c -> "catalogue";
            case FromFile f -> "file";
            case FromServer s -> "server";
        };
    }
}
