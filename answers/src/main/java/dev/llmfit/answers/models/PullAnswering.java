package dev.llmfit.answers.models;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.remote.Download;
import dev.llmfit.gguf.remote.PullPlan;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Downloads one model. */
final class PullAnswering {
    /** Progress is told each time that so many bytes more are there. */
    private static final long STEP = 64L << 20;

    private final PullQuestion question;
    private final Workbench bench;
    private final Progress progress;

    PullAnswering(PullQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
    }

    PullAnswer answer() throws IOException {
        PullPlan plan = PullPlan.of(bench.online(), source(), bench.stores().downloads());
        Bytes bytes = Bytes.of(plan.bytes());
        if (!question.force()) {
            requireRoom(bytes);
        }
        Download download = bench.online().download(plan.headers());
        download.requireSpace(plan.files());
        for (Download.File file : plan.files()) {
            run(download, file);
        }
        return new PullAnswer(
                question.model(),
                bytes,
                plan.files().stream().map(Download.File::target).toList());
    }

    /** Returns where a name of the catalogue is downloaded from: its first GGUF repository, else Ollama's library. */
    private ModelReference source() {
        ModelReference parsed = ModelReference.parse(question.model());
        if (!(parsed instanceof Named named)) {
            return parsed;
        }
        Optional<CatalogueEntry> entry = bench.catalogue().find(named.name());
        if (entry.isPresent() && !entry.get().summary().ggufRepositories().isEmpty()) {
            String repository = entry.get().summary().ggufRepositories().getFirst();
            return new HuggingFaceRepository(repository, named.fileType().map(Enum::name), Optional.empty());
        }
        return ModelReference.parse("ollama:" + question.model());
    }

    private void requireRoom(Bytes weights) {
        ModelsAnswering.machine(bench, question.machine()).ifPresent(machine -> {
            if (Budgets.of(machine, Budgets.DEFAULT_MARGIN).place(weights) == WeightsPlace.NO) {
                throw new RefusedException(new Refusal(
                        Refusal.Kind.LAUNCH,
                        "does-not-fit",
                        question.model() + " has " + gib(weights) + " of weights, which fit neither GPU nor RAM here.",
                        Hint.of("choose a smaller file type, or {0}", new Change("force", "true"))));
            }
        });
    }

    private void run(Download download, Download.File file) throws IOException {
        long[] told = {-STEP};
        download.run(file, there -> {
            if (there - told[0] >= STEP || there == file.bytes()) {
                told[0] = there;
                double part = file.bytes() == 0 ? 1 : there / (double) file.bytes();
                progress.step(
                        file.target().getFileName() + " " + gib(Bytes.of(there)) + " of " + gib(Bytes.of(file.bytes())),
                        part);
            }
        });
    }

    private static String gib(Bytes bytes) {
        return String.format(Locale.ROOT, bytes.gib() < 1 ? "%.2f GiB" : "%.1f GiB", bytes.gib());
    }
}
