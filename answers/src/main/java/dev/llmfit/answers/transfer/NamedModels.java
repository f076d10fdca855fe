package dev.llmfit.answers.transfer;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.engine.foreign.ForeignResult.NamedModel;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.published.TypeLabel;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the models that other programs name: by a name or file, or by llama.cpp's words, parameters and bytes. */
final class NamedModels {
    /** {@code Q4_K - Medium}, as {@code llama_model_ftype_name} has it. */
    private static final Pattern SIZED = Pattern.compile("\\b(I?Q[1-8]_K) - (Small|Medium|Large)");

    private static final Pattern PLAIN =
            Pattern.compile("\\b(IQ[1-4]_[A-Z]+|Q[1-8]_[01K]|BF16|F16|F32|MXFP4|TQ[12]_0)\\b");

    /** Tables round parameters to three digits. */
    private static final double PARAMETERS = 0.006;
    /** Files of one type differ by the types of single tensors. */
    private static final double BYTES = 0.04;

    private final Workbench bench;
    private final Optional<String> asked;
    private final Map<NamedModel, Model> found = new HashMap<>();

    /**
     * Creates the search.
     *
     * @param asked the model that all results are of, as its user says
     */
    NamedModels(Workbench bench, Optional<String> asked) {
        this.bench = bench;
        this.asked = asked;
    }

    /**
     * Returns a model.
     *
     * @throws IllegalArgumentException if it is not found; the message is a sentence without a final stop
     */
    Model find(NamedModel named) throws IOException {
        Model known = found.get(named);
        if (known != null) {
            return known;
        }
        Model model = asked.isPresent() ? byReference(asked.get(), Optional.empty()) : search(named);
        double bytes = model.tensorBytes();
        if (named.bytes() > 0 && Math.abs(named.bytes() / bytes - 1) > BYTES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "its file of %.2f GiB is not that of %s (%.2f GiB)",
                    named.bytes() / (double) (1L << 30),
                    model.name(),
                    bytes / (1L << 30)));
        }
        found.put(named, model);
        return model;
    }

    private Model search(NamedModel named) throws IOException {
        if (named.kind().isEmpty() && named.reference().isEmpty()) {
            throw new IllegalArgumentException("it does not say which model ran; name it behind the file");
        }
        Optional<String> type = fileType(named.kind());
        if (named.parameters() > 0 && !named.kind().isEmpty() && type.isPresent()) {
            Optional<ModelSummary> same = byParameters(named);
            if (same.isPresent()) {
                return byReference(same.get().id(), type);
            }
        }
        if (named.reference().isEmpty()) {
            throw new IllegalArgumentException("no model of the catalogue is '" + shown(named.kind()) + "' with "
                    + named.parameters() + " parameters; name it behind the file");
        }
        return byReference(named.reference().substring(named.reference().lastIndexOf('\\') + 1), type);
    }

    private Model byReference(String reference, Optional<String> type) throws IOException {
        String file = reference.endsWith(".gguf") ? reference.substring(reference.lastIndexOf('/') + 1) : reference;
        try {
            return ChosenModel.of(bench, file, type).model();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("its model '" + shown(file) + "' is not known", e);
        }
    }

    private Optional<ModelSummary> byParameters(NamedModel named) {
        String architecture = named.kind().split(" ", 2)[0];
        return summaries().stream()
                .filter(s -> s.architecture().equals(architecture))
                .filter(s -> off(s, named) < PARAMETERS)
                .min(Comparator.comparingDouble(s -> off(s, named)));
    }

    private static double off(ModelSummary s, NamedModel named) {
        return Math.abs(named.parameters() / (double) s.parameters() - 1);
    }

    private List<ModelSummary> summaries() {
        return bench.catalogue().summaries();
    }

    /** Returns the file type in llama.cpp's words for a model. */
    static Optional<String> fileType(String kind) {
        Matcher sized = SIZED.matcher(kind);
        if (sized.find()) {
            return Optional.of(sized.group(1) + "_" + sized.group(2).charAt(0));
        }
        Matcher plain = PLAIN.matcher(kind);
        return plain.find()
                ? Optional.of(plain.group(1).equals("MXFP4") ? "MXFP4_MOE" : plain.group(1))
                        .filter(t -> TypeLabel.of(t).isPresent())
                : Optional.empty();
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
