package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.engine.log.BenchTable;
import dev.llmfit.engine.log.LoggedModel;
import dev.llmfit.engine.log.OllamaPs;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.ModelOffer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the model of a log as something that can be sized. */
final class KnownModels {
    private static final Pattern FILE = Pattern.compile(
            "([^/\\\\]+?)[-._]((?:UD-)?(?:I?Q[0-9]\\w*|BF16|F16|F32|MXFP4\\w*))(?:-[0-9]{5}-of-[0-9]{5})?\\.gguf$",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OLLAMA_RUN =
            Pattern.compile("\\bollama run (?:--\\S+ )*+([a-z0-9][\\w.:/-]*)", Pattern.CASE_INSENSITIVE);

    /** Counts of parameters that differ by less are the same: a log rounds them to two decimals of a billion. */
    private static final double SAME_COUNT = 0.02;

    private final Workbench bench;

    KnownModels(Workbench bench) {
        this.bench = bench;
    }

    /** Finds the model: what the user names, else the file of the log, else the shape that the log prints. */
    Optional<KnownModel> of(RunLog log, Optional<String> reference) {
        LoggedModel logged = log.model();
        if (reference.isPresent()) {
            return Optional.of(named(reference.get(), logged));
        }
        return file(logged)
                .or(() -> shape(logged))
                .or(() -> fileName(logged))
                .or(() -> typed(log))
                .or(() -> benched(log));
    }

    /** What {@code ollama run} was given, or {@code ollama ps} lists. */
    private Optional<KnownModel> typed(RunLog log) {
        Matcher run = OLLAMA_RUN.matcher(log.prints().text());
        Optional<String> name = run.find()
                ? Optional.of(run.group(1))
                : log.pasted().ollama().stream()
                        .map(OllamaPs::model)
                        .filter(m -> !m.isEmpty())
                        .findFirst();
        try {
            return name.map(n -> new KnownModel(
                    named(n, log.model()).offer(), named(n, log.model()).fileType(), KnownModel.Basis.NAME));
        } catch (ModelNotFoundException | UnknownTypeException e) {
            return Optional.empty(); // a name of the user's own: its shape is not known here
        }
    }

    /** The first column of llama-bench: family, size and file type, {@code qwen3 8B Q4_K - Medium}. */
    private Optional<KnownModel> benched(RunLog log) {
        Optional<BenchTable> table =
                log.pasted().bench().filter(t -> t.parameters().isPresent());
        Optional<String> type = table.flatMap(BenchTable::fileType);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        double count = table.get().parameters().getAsDouble() * 1e9;
        String family = table.get().family().split(" ", -1)[0];
        Catalogue catalogue = bench.catalogue();
        return catalogue.summaries().stream()
                .filter(s -> s.architecture().equals(family) && Math.abs(s.parameters() - count) < SAME_COUNT * count)
                .findFirst()
                .flatMap(s -> catalogue.byId(s.id()))
                .map(e -> CatalogueOffer.of(e.id(), e))
                .filter(o -> o.fileTypes().contains(type.get()))
                .map(o -> new KnownModel(o, type.get(), KnownModel.Basis.SHAPE));
    }

    private KnownModel named(String reference, LoggedModel logged) {
        Offers.Named named = Offers.find(bench, reference);
        List<String> types = named.offer().fileTypes();
        String type = named.fileType()
                .or(() -> logged.fileType().filter(types::contains))
                .orElseGet(named.offer()::usualType);
        return new KnownModel(named.offer(), type, KnownModel.Basis.NAMED);
    }

    private Optional<KnownModel> file(LoggedModel logged) {
        try {
            if (logged.path().isEmpty()
                    || !Files.isRegularFile(Path.of(logged.path().get()))) {
                return Optional.empty();
            }
            ModelOffer offer = Offers.find(bench, logged.path().get()).offer();
            return Optional.of(new KnownModel(offer, offer.fileTypes().getFirst(), KnownModel.Basis.FILE));
        } catch (InvalidPathException | ModelNotFoundException | UncheckedIOException e) {
            // A path of another system, or a file of that name that is no model: the shape may still tell.
            return Optional.empty();
        }
    }

    private Optional<KnownModel> shape(LoggedModel logged) {
        if (logged.architecture().isEmpty()
                || logged.layers().isEmpty()
                || logged.embedding().isEmpty()) {
            return Optional.empty();
        }
        List<CatalogueEntry> alike = new ArrayList<>();
        Catalogue catalogue = bench.catalogue();
        for (ModelSummary s : catalogue.summaries()) {
            if (s.architecture().equals(logged.architecture().get())
                    && s.nLayer() == logged.layers().getAsInt()
                    && sameCount(s, logged)) {
                catalogue.byId(s.id()).filter(e -> sameShape(e, logged)).ifPresent(alike::add);
            }
        }
        String type =
                logged.fileType().flatMap(FileType::byName).map(FileType::name).orElse("");
        return alike.stream()
                .max((a, b) -> Integer.compare(words(a, logged), words(b, logged)))
                .map(e -> CatalogueOffer.of(e.summary().id(), e))
                .filter(o -> o.fileTypes().contains(type))
                .map(o -> new KnownModel(o, type, KnownModel.Basis.SHAPE));
    }

    private Optional<KnownModel> fileName(LoggedModel logged) {
        Matcher m = FILE.matcher(logged.path().orElse(""));
        Optional<String> type = m.find() ? FileType.byName(m.group(2)).map(FileType::name) : Optional.empty();
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return catalogued(m.group(1).replace('_', ' '))
                .or(() -> meant(m.group()))
                .filter(o -> o.fileTypes().contains(type.get()))
                .map(o -> new KnownModel(o, type.get(), KnownModel.Basis.FILE_NAME));
    }

    private Optional<ModelOffer> catalogued(String name) {
        Catalogue catalogue = bench.catalogue();
        return new CatalogueSearch(catalogue.summaries())
                .search(name).stream()
                        .filter(CatalogueSearch.Hit::exact)
                        .findFirst()
                        .flatMap(h -> catalogue.byId(h.model().id()))
                        .map(e -> CatalogueOffer.of(e.id(), e));
    }

    /** A file that is not here is taken to be what its name says, as in a line that is pasted after {@code size}. */
    private Optional<ModelOffer> meant(String file) {
        try {
            return Optional.of(Offers.find(bench, file).offer());
        } catch (ModelNotFoundException | UnknownTypeException | UncheckedIOException e) {
            return Optional.empty(); // a name that says nothing here
        }
    }

    private static boolean sameCount(ModelSummary s, LoggedModel logged) {
        return logged.parameters().isEmpty()
                || Math.abs(s.parameters() - logged.parameters().getAsLong())
                        < SAME_COUNT * logged.parameters().getAsLong();
    }

    private static boolean sameShape(CatalogueEntry entry, LoggedModel logged) {
        HyperParameters hyper = HyperParameters.of(entry.model());
        boolean keys = logged.keyWidth().isEmpty()
                || hyper.kWidth(0) == 0
                || hyper.kWidth(0) == logged.keyWidth().getAsInt()
                || hyper.window().isPresent();
        return hyper.nEmbd() == logged.embedding().getAsInt() && keys;
    }

    /** Fine-tunes have the shape of their base; the one whose name has most words of the log's is told. */
    private static int words(CatalogueEntry entry, LoggedModel logged) {
        List<String> name = words(logged.name().orElse(""));
        int count = 0;
        for (String word : words(entry.summary().id())) {
            count += name.contains(word) ? 2 : -1;
        }
        return count;
    }

    private static List<String> words(String name) {
        return List.of(name.toLowerCase(Locale.ROOT).split("[-_.: ]+"));
    }
}
