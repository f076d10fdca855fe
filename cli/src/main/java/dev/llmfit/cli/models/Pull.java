package dev.llmfit.cli.models;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.remote.Download;
import dev.llmfit.gguf.remote.OnlineModels;
import dev.llmfit.gguf.remote.PullPlan;
import dev.llmfit.probe.Machine;
import dev.llmfit.render.Bar;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The download of one model. */
public final class Pull {
    private static final long STEP = 64L << 20;
    private static final int BAR = 30;

    private final String reference;
    private final OnlineModels online;
    private final PullPlan plan;

    private Pull(String reference, OnlineModels online, PullPlan plan) {
        this.reference = reference;
        this.online = online;
        this.plan = plan;
    }

    /** Asks the servers what is to be downloaded. */
    public static Pull plan(String reference) throws IOException {
        OnlineModels online = Session.bench().online();
        StoreFolders folders = Session.bench().stores();
        return new Pull(reference, online, PullPlan.of(online, source(reference), folders.downloads()));
    }

    /** Returns where a name of the catalogue is downloaded from: its first GGUF repository, else Ollama's library. */
    private static ModelReference source(String reference) {
        ModelReference parsed = ModelReference.parse(reference);
        if (!(parsed instanceof Named named)) {
            return parsed;
        }
        Optional<CatalogueEntry> entry = Session.bench().catalogue().find(named.name());
        if (entry.isPresent() && !entry.get().summary().ggufRepositories().isEmpty()) {
            String repository = entry.get().summary().ggufRepositories().getFirst();
            return new HuggingFaceRepository(repository, named.fileType().map(Enum::name), Optional.empty());
        }
        return ModelReference.parse("ollama:" + reference);
    }

    /**
     * Refuses a model whose weights have no room on a machine.
     *
     * @throws CommandException if they have none
     */
    public void requireFit(Machine machine) {
        if (WeightsFit.of(machine, plan.bytes()) == WeightsFit.NO) {
            throw new CommandException(
                    ExitCode.DOES_NOT_FIT,
                    "does-not-fit",
                    reference + " has " + Numbers.gib(plan.bytes())
                            + " GiB of weights, which fit neither GPU nor RAM here.",
                    "choose a smaller file type, or --force");
        }
    }

    /** Downloads all files; progress goes to the error stream. */
    public void run(Console console) throws IOException {
        Download download = online.download(plan.headers());
        download.requireSpace(plan.files());
        for (Download.File file : plan.files()) {
            long[] shown = {-STEP};
            download.run(file, there -> {
                if (there - shown[0] >= STEP || there == file.bytes()) {
                    shown[0] = there;
                    progress(console, file, there);
                }
            });
            if (console.colour()) {
                console.err().println();
            }
        }
    }

    private static void progress(Console console, Download.File file, long there) {
        if (!console.colour()) {
            return; // progress only on a terminal
        }
        double part = file.bytes() == 0 ? 1 : there / (double) file.bytes();
        console.err()
                .print("\r" + file.target().getFileName() + " " + Bar.of(part, BAR) + " " + Numbers.gib(there) + " of "
                        + Numbers.gib(file.bytes()) + " GiB");
        console.err().flush();
    }

    /** Prints where the files are. */
    public void print(Console console) {
        plan.files().forEach(file -> console.line(file.target().toString()));
    }

    /** Returns the JSON document. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/models-pull/1");
        document.put("reference", reference);
        document.put("bytes", plan.bytes());
        List<String> files =
                plan.files().stream().map(file -> file.target().toString()).toList();
        document.put("files", files);
        return document;
    }
}
