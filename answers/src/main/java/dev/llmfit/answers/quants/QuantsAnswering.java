package dev.llmfit.answers.quants;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.quants.QuantsAnswer.FileRow;
import dev.llmfit.answers.quants.QuantsAnswer.Place;
import dev.llmfit.answers.quants.QuantsAnswer.Published;
import dev.llmfit.answers.quants.QuantsAnswer.RepositoryFiles;
import dev.llmfit.answers.quants.QuantsAnswer.Subject;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.PublishedListings;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromListing;
import dev.llmfit.gguf.tensors.TensorCheck;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.offer.FileLosses;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.quality.Preparation;
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

    /** The type of fewer than 16 bits that models are published in. */
    private static final String NATIVE = "MXFP4";

    private final QuantsQuestion question;
    private final Workbench bench;

    QuantsAnswering(QuantsQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    QuantsAnswer answer() throws IOException {
        return switch (question.model()) {
            case ModelSource.HeaderFile h -> {
                GgufFile header = GgufReader.read(bench.file(h.file()), TensorData.OPTIONAL);
                Model model = TensorCheck.checked(header.toModel(h.name()));
                yield answer(
                        Quantizer.of(model),
                        model,
                        MeantModel.ofFile(h.name(), model, Bytes.of(header.fullBytes())),
                        Optional.empty(),
                        List.of(),
                        false);
            }
            case ModelSource.Named n -> {
                ModelReference reference = ModelReference.parse(n.reference());
                ModelResolver models = question.headerOnly() ? bench.models().acceptingHeadersOnly() : bench.models();
                ResolvedModel resolved = models.resolve(reference);
                // A listed file stands for its model here, whose types are all told.
                boolean listed = resolved.origin() instanceof FromListing;
                Model model = listed ? resolved.entry().orElseThrow().modelNamed(n.reference()) : resolved.shape();
                boolean offered = resolved.file().isEmpty() && (resolved.entry().isPresent() || isWhole(reference));
                MeantModel meant = MeantModel.of(n.reference(), resolved, resolved.model());
                Quantizer quantizer =
                        listed || resolved.isLaidOut() ? Quantizer.ofPublished(model) : Quantizer.of(model);
                yield answer(quantizer, model, meant, listing(reference, resolved), known(resolved), offered);
            }
        };
    }

    /** Tells whether a repository is named, and none of its files. */
    private static boolean isWhole(ModelReference reference) {
        return reference instanceof HuggingFaceRepository r
                && r.tag().isEmpty()
                && r.file().isEmpty();
    }

    /** Returns the files of the repository that was named as a whole. */
    private Optional<RepositoryListing> listing(ModelReference reference, ResolvedModel resolved) throws IOException {
        if (!(reference instanceof HuggingFaceRepository r) || !isWhole(reference)) {
            return Optional.empty();
        }
        return switch (resolved.origin()) {
            case ResolvedModel.FromServer s -> Optional.of(bench.online().listing(r.repository()));
            case FromListing l -> PublishedListings.bundled().of(r.repository());
            case ResolvedModel.FromFile f -> Optional.empty();
            case ResolvedModel.FromCatalogue c -> Optional.empty();
        };
    }

    /** Returns what is known of the repositories of a model of the catalogue. */
    private static List<RepositoryFiles> known(ResolvedModel resolved) {
        return resolved.file().isPresent()
                ? List.of()
                : resolved.entry().stream()
                        .flatMap(entry -> entry.summary().ggufRepositories().stream())
                        .map(repository -> new RepositoryFiles(
                                repository, PublishedListings.bundled().of(repository)))
                        .toList();
    }

    private QuantsAnswer answer(
            Quantizer quantizer,
            Model model,
            MeantModel meant,
            Optional<RepositoryListing> listing,
            List<RepositoryFiles> known,
            boolean offered) {
        Optional<Machine> machine = question.machine().map(bench::machine);
        Optional<QuantLaunches> launches =
                offered ? Optional.of(QuantLaunches.of(bench, offer(meant), machine)) : Optional.empty();
        List<QuantRow> rows = rows(quantizer, model, machine, launches);
        Subject subject = new Subject(
                meant,
                model.name(),
                model.architecture(),
                rows.getFirst().summary().elements(),
                Bytes.of(model.tensorBytes()),
                FileType.of(model.metadata()),
                model.metadata().arrayLength("tokenizer.ggml.tokens").isPresent());
        Optional<String> choice = launches.flatMap(QuantLaunches::choice);
        Optional<Place> place = machine.map(m -> new Place(
                m.id(),
                !m.devices().isEmpty(),
                choice.or(() -> sweetSpot(rows, m).map(FileType::name)),
                choice.isPresent()));
        Optional<Published> published = listing.map(l -> published(l, model, machine, choice));
        return new QuantsAnswer(
                EngineBuild.QUANTIZES,
                subject,
                question.imatrix(),
                rows,
                place,
                published,
                known,
                launches.map(QuantLaunches::notes).orElse(List.of()));
    }

    private ModelOffer offer(MeantModel meant) {
        return Offers.find(bench, meant.asked()).offer();
    }

    private List<QuantRow> rows(
            Quantizer quantizer, Model model, Optional<Machine> machine, Optional<QuantLaunches> launches) {
        List<QuantSummary> summaries = new ArrayList<>();
        for (FileType fileType : OFFERED) {
            summaries.add(quantizer.summarize(fileType, question.imatrix()));
        }
        summaries.sort(Comparator.comparingLong(QuantSummary::tensorBytes));
        Optional<Budgets> budgets = machine.map(m -> Budgets.of(m, Budgets.DEFAULT_MARGIN));
        Optional<String> own = launches.flatMap(QuantLaunches::nativeType).or(() -> nativeType(model));
        FileLosses losses = FileLosses.of(ModelProfile.of(model), own);
        List<QuantRow> rows = new ArrayList<>();
        boolean sized = budgets.isPresent();
        for (QuantSummary summary : summaries) {
            Optional<FileTypeFit> fit = Optional.empty();
            if (sized) {
                fit = fit(quantizer, summary.fileType(), budgets.orElseThrow());
                sized = fit.isPresent(); // an architecture that is not sized in one type is sized in none
            }
            String type = summary.fileType().name();
            Preparation named = Preparation.of(type, Optional.empty());
            Preparation made = question.imatrix() == Imatrix.PRESENT ? Preparation.IMATRIX : named;
            Quality quality = QualityTable.of(losses.file(type, made, Optional.of(Bytes.of(summary.fileBytes()))));
            Optional<Candidate> launch =
                    fit.isPresent() ? launches.flatMap(l -> l.best(summary.fileType())) : Optional.empty();
            rows.add(new QuantRow(summary, quality, QuantLaunches.isUsual(summary.fileType(), own), fit, launch));
        }
        return rows;
    }

    /** Returns the type that a model was published in if it has fewer than 16 bits: of these only MXFP4. */
    private static Optional<String> nativeType(Model model) {
        return FileType.of(model.metadata())
                .map(FileType::name)
                .filter(name -> name.startsWith(NATIVE))
                .map(name -> NATIVE);
    }

    private Optional<FileTypeFit> fit(Quantizer quantizer, FileType fileType, Budgets budgets) {
        return fit(quantizer.quantize(fileType, question.imatrix()), budgets);
    }

    private Optional<FileTypeFit> fit(Model model, Budgets budgets) {
        try {
            return Optional.of(FileTypeFit.of(model, budgets, bench.estimator()));
        } catch (UnsupportedArchitectureException e) {
            return Optional.empty();
        }
    }

    private Published published(
            RepositoryListing listing, Model model, Optional<Machine> machine, Optional<String> choice) {
        Optional<Budgets> budgets = machine.map(m -> Budgets.of(m, Budgets.DEFAULT_MARGIN));
        FileLosses losses = FileLosses.of(ModelProfile.of(model), Optional.empty());
        List<FileRow> files = new ArrayList<>();
        for (PublishedFile file : listing.files()) {
            files.add(file(listing, file, model, losses, budgets));
        }
        files.sort(Comparator.comparingLong(row -> row.bytes().map(Bytes::count).orElse(Long.MAX_VALUE)));
        Optional<String> best = choice.flatMap(listing::file)
                .map(PublishedFile::path)
                .or(() -> machine.flatMap(m -> leastLoss(files, m)));
        return new Published(listing.repository(), listing.source(), files, best);
    }

    /** Returns the file that loses least among those that fit whole; the first of equal ones. */
    private static Optional<String> leastLoss(List<FileRow> files, Machine machine) {
        return files.stream()
                .filter(row -> row.quality().pplPercent().isPresent())
                .filter(row -> row.fit().isPresent() && whole(machine, row.fit().get()))
                .min(Comparator.comparingDouble(
                        row -> row.quality().pplPercent().orElseThrow()))
                .map(FileRow::path);
    }

    private FileRow file(
            RepositoryListing listing, PublishedFile file, Model model, FileLosses losses, Optional<Budgets> budgets) {
        Optional<PublishedShape> shape = shape(model, listing, file);
        Optional<Bytes> bytes = file.bytes().isPresent()
                ? Optional.of(Bytes.of(file.bytes().getAsLong()))
                : shape.map(PublishedShape::fileBytes);
        Optional<FileTypeFit> fit =
                shape.isPresent() && budgets.isPresent() ? fit(shape.get().model(), budgets.get()) : Optional.empty();
        Quality quality = file.label()
                .map(label -> label.isPlain() ? label.fileType().name() : label.text())
                .map(type -> QualityTable.of(
                        losses.file(type, Preparation.of(type, Optional.of(listing.repository())), bytes)))
                .orElse(Quality.unknown());
        double bits = bytes.isEmpty() || losses.parameters() == 0
                ? 0
                : 8.0 * bytes.get().count() / losses.parameters();
        return new FileRow(
                file.path(), file.label(), bytes, file.parts(), bits, shape.map(PublishedShape::basis), quality, fit);
    }

    private static Optional<PublishedShape> shape(Model model, RepositoryListing listing, PublishedFile file) {
        try {
            return Optional.of(PublishedShape.of(model, listing, file));
        } catch (UnknownTypeException e) {
            return Optional.empty(); // the row tells what is known
        }
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
