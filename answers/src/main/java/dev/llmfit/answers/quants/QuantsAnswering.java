package dev.llmfit.answers.quants;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.quants.QuantsAnswer.FileRow;
import dev.llmfit.answers.quants.QuantsAnswer.Place;
import dev.llmfit.answers.quants.QuantsAnswer.Published;
import dev.llmfit.answers.quants.QuantsAnswer.Subject;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sizes a model in every file type that llama.cpp's users choose from. */
final class QuantsAnswering {
    /** F32, and types that need a model trained for them, are left out. */
    private static final List<FileType> OFFERED = List.of(
            FileType.Q2_K,
            FileType.Q2_K_S,
            FileType.Q3_K_S,
            FileType.Q3_K_M,
            FileType.Q3_K_L,
            FileType.Q4_0,
            FileType.Q4_1,
            FileType.Q4_K_S,
            FileType.Q4_K_M,
            FileType.Q5_0,
            FileType.Q5_1,
            FileType.Q5_K_S,
            FileType.Q5_K_M,
            FileType.Q6_K,
            FileType.Q8_0,
            FileType.IQ1_S,
            FileType.IQ1_M,
            FileType.IQ2_XXS,
            FileType.IQ2_XS,
            FileType.IQ2_S,
            FileType.IQ2_M,
            FileType.IQ3_XXS,
            FileType.IQ3_XS,
            FileType.IQ3_S,
            FileType.IQ3_M,
            FileType.IQ4_XS,
            FileType.IQ4_NL,
            FileType.MXFP4_MOE,
            FileType.TQ1_0,
            FileType.TQ2_0,
            FileType.F16,
            FileType.BF16);

    private final QuantsQuestion question;
    private final Workbench bench;

    QuantsAnswering(QuantsQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    QuantsAnswer answer() throws IOException {
        return switch (question.model()) {
            case ModelSource.HeaderFile h ->
                answer(
                        GgufReader.read(bench.file(h.file()), TensorData.OPTIONAL)
                                .toModel(h.name()),
                        h.name(),
                        Optional.empty());
            case ModelSource.Named n -> {
                ModelReference reference = ModelReference.parse(n.reference());
                ModelResolver models = question.headerOnly() ? bench.models().acceptingHeadersOnly() : bench.models();
                ResolvedModel resolved = models.resolve(reference);
                yield answer(resolved.shape(), n.reference(), repository(reference, resolved));
            }
        };
    }

    /** Returns the repository that was named as a whole and is asked on its server. */
    private static Optional<HuggingFaceRepository> repository(ModelReference reference, ResolvedModel resolved) {
        return reference instanceof HuggingFaceRepository r
                        && r.tag().isEmpty()
                        && r.file().isEmpty()
                        && resolved.origin() instanceof ResolvedModel.FromServer
                ? Optional.of(r)
                : Optional.empty();
    }

    private QuantsAnswer answer(Model model, String reference, Optional<HuggingFaceRepository> repository)
            throws IOException {
        Optional<Machine> machine = question.machine().map(bench::machine);
        List<QuantRow> rows = rows(model, machine);
        Subject subject = new Subject(
                reference,
                model.name(),
                model.architecture(),
                rows.getFirst().summary().elements(),
                Bytes.of(model.tensorBytes()),
                FileType.of(model.metadata()),
                model.metadata().arrayLength("tokenizer.ggml.tokens").isPresent());
        Optional<Place> place = machine.map(m -> new Place(m.id(), !m.devices().isEmpty(), sweetSpot(rows, m)));
        Optional<Published> published = repository.isPresent()
                ? Optional.of(published(repository.get().repository(), subject, rows, machine))
                : Optional.empty();
        return new QuantsAnswer(EngineBuild.NEWEST, subject, question.imatrix(), rows, place, published);
    }

    private List<QuantRow> rows(Model model, Optional<Machine> machine) {
        Quantizer quantizer = Quantizer.of(model);
        List<QuantSummary> summaries = new ArrayList<>();
        for (FileType fileType : OFFERED) {
            summaries.add(quantizer.summarize(fileType, question.imatrix()));
        }
        summaries.sort(Comparator.comparingLong(QuantSummary::tensorBytes));
        Optional<Budgets> budgets = machine.map(m -> Budgets.of(m, Budgets.DEFAULT_MARGIN));
        List<QuantRow> rows = new ArrayList<>();
        boolean sized = budgets.isPresent();
        for (QuantSummary summary : summaries) {
            Optional<FileTypeFit> fit = Optional.empty();
            if (sized) {
                fit = fit(quantizer, summary.fileType(), budgets.orElseThrow());
                sized = fit.isPresent(); // an architecture that is not sized in one type is sized in none
            }
            Quality quality = QualityTable.of(summary.fileType().name(), summary.elements(), Optional.empty());
            rows.add(new QuantRow(summary, quality, fit));
        }
        return rows;
    }

    private Optional<FileTypeFit> fit(Quantizer quantizer, FileType fileType, Budgets budgets) {
        try {
            Model quantized = quantizer.quantize(fileType, question.imatrix());
            return Optional.of(FileTypeFit.of(quantized, budgets, bench.estimator()));
        } catch (UnsupportedArchitectureException e) {
            return Optional.empty();
        }
    }

    private Published published(String repository, Subject subject, List<QuantRow> rows, Optional<Machine> machine)
            throws IOException {
        List<FileRow> files = new ArrayList<>();
        for (PublishedFile file : bench.online().files(repository)) {
            long bytes = file.bytes().orElse(0);
            double bits = subject.parameters() == 0 ? 0 : 8.0 * bytes / subject.parameters();
            files.add(new FileRow(file.path(), file.fileType(), Bytes.of(bytes), file.parts(), bits));
        }
        List<QuantRow> there = files.stream()
                .flatMap(f -> f.fileType().stream())
                .flatMap(t -> rows.stream().filter(row -> row.fileType() == t))
                .toList();
        return new Published(repository, files, machine.flatMap(m -> sweetSpot(there, m)));
    }

    /** Returns the type that loses least among those that fit whole; the first of equal ones. */
    private static Optional<FileType> sweetSpot(List<QuantRow> rows, Machine machine) {
        return rows.stream()
                .filter(row -> row.quality().pplPercent().isPresent())
                .filter(row -> row.fit().isPresent() && whole(machine, row.fit().get()))
                .min(Comparator.comparingDouble(
                        row -> row.quality().pplPercent().orElseThrow()))
                .map(QuantRow::fileType);
    }

    private static boolean whole(Machine machine, FileTypeFit fit) {
        return fit.nGpuLayers().isPresent()
                && (machine.devices().isEmpty() || fit.nGpuLayers().getAsInt() == fit.layers());
    }
}
