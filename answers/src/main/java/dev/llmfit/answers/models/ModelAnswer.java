package dev.llmfit.answers.models;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.gguf.catalog.BenchmarkFigure;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.Sampling;
import dev.llmfit.gguf.catalog.SamplingTable;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.reference.ResolvedModel.Origin;
import dev.llmfit.sizing.memory.CacheGrowth;
import dev.llmfit.units.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One model in detail: what the catalogue or its file says of it.
 *
 * @param meant which one, and in which file type
 * @param origin where it was found
 * @param listed what the catalogue says; empty if it does not know the model
 * @param shape its layers and tensors
 * @param sizes its tensors in some file types; of a file, in its own
 * @param published the other files of its repository, if it was read from one
 * @param benchmarks published results; empty for a model of the user
 */
public record ModelAnswer(
        MeantModel meant,
        Origin origin,
        Optional<Listed> listed,
        Shape shape,
        List<TypeSize> sizes,
        List<PublishedFile> published,
        List<BenchmarkFigure> benchmarks)
        implements Answer {
    public ModelAnswer {
        sizes = List.copyOf(sizes);
        published = List.copyOf(published);
        benchmarks = List.copyOf(benchmarks);
    }

    /**
     * What the catalogue says of a model.
     *
     * @param summary what lists show of it
     * @param source where its shape is from
     * @param projectorParameters weights of the parts that turn pictures and sound into tokens; empty if it has none, or
     *     their number is not known
     * @param publishedParameters published number of weights of the checkpoint
     */
    public record Listed(
            ModelSummary summary,
            Optional<String> source,
            OptionalLong projectorParameters,
            OptionalLong publishedParameters) {
        /** Returns how its makers sample from it, as its template is by default. */
        public Optional<Sampling> sampling() {
            return SamplingTable.bundled().of(summary.hfRepository());
        }

        /** Returns how they do with its reasoning switched off. */
        public Optional<Sampling> samplingWithoutReasoning() {
            return SamplingTable.bundled().withoutReasoning(summary.hfRepository());
        }
    }

    /**
     * Layers and tensors.
     *
     * @param architecture llama.cpp's {@code general.architecture}
     * @param elements weights
     * @param tensors number of tensors
     * @param tensorBytes bytes of all tensors
     * @param tensorTypes number of tensors of each type
     * @param nLayer layers
     * @param nEmbd width
     * @param nVocab tokens of the vocabulary
     * @param nCtxTrain tokens of context that it was trained for
     * @param nExpert experts of a layer; 0 without
     * @param nExpertUsed experts that one token uses
     * @param cache what each token adds to an F16 cache; empty if nothing grows
     */
    public record Shape(
            String architecture,
            long elements,
            int tensors,
            Bytes tensorBytes,
            SortedMap<String, Integer> tensorTypes,
            int nLayer,
            int nEmbd,
            int nVocab,
            int nCtxTrain,
            int nExpert,
            int nExpertUsed,
            Optional<CacheGrowth> cache) {
        public Shape {
            tensorTypes = Collections.unmodifiableSortedMap(new TreeMap<>(tensorTypes));
        }
    }

    /**
     * The tensors of a model in one file type.
     *
     * @param fileType name of the type, or {@code as stored}
     * @param bytes bytes of all tensors
     */
    public record TypeSize(String fileType, Bytes bytes) {}
}
