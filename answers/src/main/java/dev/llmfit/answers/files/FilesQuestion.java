package dev.llmfit.answers.files;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.AbandonedException;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of several files or models fit, how are they started, and how fast are they?
 *
 * @param named references to models, files, and folders whose GGUF files are meant, with those below
 * @param machine where they would run
 * @param ctx context that is wanted, tokens; empty lets the rules choose
 */
public record FilesQuestion(List<String> named, HardwareSelector machine, Optional<Integer> ctx)
        implements Question<FilesAnswer> {
    /** More files than anybody reads about in a table; each takes a search of its own. Judgement. */
    private static final int MOST = 500;

    /**
     * Creates a question.
     *
     * @throws RefusedException if nothing is named or the context is none
     */
    public FilesQuestion {
        named = List.copyOf(named);
        new FieldCheck("size").atLeastOne("ctx", ctx);
    }

    @Override
    public Said said() {
        Said said = Said.of(machine);
        return ctx.isPresent() ? said.and("ctx", ctx.get()) : said;
    }

    @Override
    public FilesAnswer answer(Workbench bench, Progress progress) throws IOException {
        List<String> references = references(bench);
        Machine read = bench.machine(machine);
        LaunchWish wish = LaunchWish.chat().first(ctx);
        List<FilesAnswer.Row> rows = new ArrayList<>();
        for (String reference : references) {
            progress.step(reference, (double) rows.size() / references.size());
            rows.add(row(reference, wish, bench, read));
        }
        return new FilesAnswer(read, rows);
    }

    private FilesAnswer.Row row(String reference, LaunchWish wish, Workbench bench, Machine read) {
        try {
            MeantModel meant = Offers.find(bench, reference).meant();
            RecommendQuestion question = new RecommendQuestion(Optional.of(typed(reference, meant)), machine, wish);
            RecommendAnswer found = question.answer(bench, read);
            return new FilesAnswer.Row(reference, found.meant(), found.first(), Optional.empty());
        } catch (AbandonedException e) {
            throw e;
        } catch (RuntimeException e) { // one damaged file must not hide what is known of the others
            Refusal why = e instanceof RefusedException r ? r.refusal() : Refusal.of(e);
            if (why.kind() == Refusal.Kind.INTERNAL) {
                throw e;
            }
            return new FilesAnswer.Row(reference, Optional.empty(), Optional.empty(), Optional.of(why.message()));
        }
    }

    /** A name without a file type means the file that is downloaded under it, as in a single question, not the best of all. */
    private static String typed(String reference, MeantModel meant) {
        boolean said = meant.source() == TypeSource.ASKED || meant.source() == TypeSource.FILE;
        return meant.fileType().filter(t -> !said).map(t -> reference + ":" + t).orElse(reference);
    }

    private List<String> references(Workbench bench) throws IOException {
        List<String> references = new ArrayList<>();
        for (String name : named) {
            Optional<Path> folder = folder(bench, name);
            if (folder.isEmpty()) {
                references.add(name);
                continue;
            }
            List<LocalModel> files = new LocalModels(StoreFolders.only(folder.get())).list();
            if (files.isEmpty()) {
                throw refused(folder.get() + " holds no GGUF file.");
            }
            files.forEach(f -> references.add(f.file().toString()));
        }
        if (references.size() > MOST) {
            throw refused(references.size() + " files are too many for one table; at most " + MOST + ".");
        }
        return references;
    }

    private static Optional<Path> folder(Workbench bench, String name) {
        try {
            Path path = bench.file(Path.of(name));
            return !name.isBlank() && Files.isDirectory(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty(); // no path, so the name of a model
        }
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(new Refusal(
                Refusal.Kind.MODEL, "no-files", sentence, Hint.plain("name a folder with GGUF files, or the files")));
    }
}
