package dev.llmfit.answers.models;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.models.ModelAnswer.Listed;
import dev.llmfit.answers.models.ModelAnswer.Shape;
import dev.llmfit.answers.models.ModelAnswer.TypeSize;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.gguf.catalog.BenchmarkFigure;
import dev.llmfit.gguf.catalog.Benchmarks;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.ModelSummary.Confidence;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.PublishedListings;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.sizing.memory.CacheGrowth;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads one model and tells what it is. */
final class ModelAnswering {
    /** The types that most people ask for: the usual one, the largest without loss, the one before any quantization. */
    private static final List<FileType> SHOWN = List.of(FileType.Q4_K_M, FileType.Q8_0, FileType.F16);

    private final Workbench bench;

    ModelAnswering(Workbench bench) {
        this.bench = bench;
    }

    ModelAnswer answer(ModelQuestion question) throws IOException {
        ModelResolver resolver = question.headerOnly() ? bench.models().acceptingHeadersOnly() : bench.models();
        ModelReference reference = ModelReference.parse(question.model());
        ResolvedModel model = resolver.resolve(reference);
        return new ModelAnswer(
                MeantModel.of(question.model(), model, model.model()),
                model.origin(),
                model.entry().map(ModelAnswering::listed),
                shape(model.shape()),
                sizes(model),
                published(reference, model),
                benchmarks(model));
    }

    private List<PublishedFile> published(ModelReference reference, ResolvedModel model) throws IOException {
        if (!(reference instanceof HuggingFaceRepository r)) {
            return List.of();
        }
        return model.origin() instanceof ResolvedModel.FromServer
                ? bench.online().files(r.repository())
                : PublishedListings.bundled()
                        .of(r.repository())
                        .map(RepositoryListing::files)
                        .orElse(List.of());
    }

    private static Listed listed(CatalogueEntry entry) {
        return new Listed(
                entry.summary(),
                entry.source(),
                optional(entry.projectorParameters()),
                optional(entry.publishedParameters()));
    }

    private static OptionalLong optional(Optional<Long> number) {
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static Shape shape(Model model) {
        HyperParameters hp = HyperParameters.of(model);
        TreeMap<String, Integer> types = new TreeMap<>();
        long elements = 0;
        for (TensorInfo tensor : model.tensors()) {
            types.merge(tensor.type().ggmlName(), 1, Integer::sum);
            elements += tensor.elements();
        }
        return new Shape(
                hp.architecture(),
                elements,
                model.tensors().size(),
                Bytes.of(model.tensorBytes()),
                types,
                hp.nLayer(),
                hp.nEmbd(),
                hp.nVocab(),
                hp.nCtxTrain(),
                hp.experts().map(RoutedExperts::count).orElse(0),
                hp.experts().map(e -> e.used().at(0)).orElse(0),
                CacheGrowth.of(hp));
    }

    private static List<TypeSize> sizes(ResolvedModel model) {
        if (!model.isLaidOut()) {
            String type = model.fileType().map(Enum::name).orElse("as stored");
            return List.of(new TypeSize(type, Bytes.of(model.shape().tensorBytes())));
        }
        List<TypeSize> sizes = new ArrayList<>();
        Quantizer quantizer = Quantizer.ofPublished(model.shape());
        List<FileType> shown = model.entry()
                .flatMap(e -> e.summary().nativeType())
                .map(List::of)
                .orElse(SHOWN);
        for (FileType type : shown) {
            tensorBytes(quantizer, type).ifPresent(bytes -> sizes.add(new TypeSize(type.name(), bytes)));
        }
        return sizes;
    }

    /** Returns the bytes of a file type, or nothing where llama-quantize refuses it for this model. */
    private static Optional<Bytes> tensorBytes(Quantizer quantizer, FileType type) {
        try {
            return Optional.of(
                    Bytes.of(quantizer.summarize(type, Imatrix.ABSENT).tensorBytes()));
        } catch (QuantizationException e) {
            return Optional.empty();
        }
    }

    private static List<BenchmarkFigure> benchmarks(ResolvedModel model) {
        return model.entry()
                .map(CatalogueEntry::summary)
                .filter(summary -> summary.confidence() != Confidence.USER)
                .map(ModelSummary::id)
                .map(Benchmarks::of)
                .orElse(List.of());
    }
}
