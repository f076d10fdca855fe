package dev.llmfit.render.symptom;

import dev.llmfit.answers.symptom.KnownModel;
import dev.llmfit.answers.symptom.Need;
import dev.llmfit.answers.symptom.Remedy;
import dev.llmfit.answers.symptom.Sign;
import dev.llmfit.answers.symptom.Symptom;
import dev.llmfit.answers.symptom.SymptomAnswer;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.render.Wrapped;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answer for people: what failed, what to change, what else the log shows. */
public final class SymptomText {
    private final SymptomAnswer run;
    private final Page page;

    private SymptomText(SymptomAnswer run, Page page) {
        this.run = run;
        this.page = page;
    }

    /** Writes the answer. */
    public static void print(SymptomAnswer run, Page page) {
        new SymptomText(run, page).lines(page.columns()).forEach(page::line);
    }

    private List<String> lines(int columns) {
        List<String> lines = new ArrayList<>(Wrapped.lines("Log", subject(), columns));
        String flags = run.log().launch().flags();
        if (!flags.isEmpty()) {
            lines.addAll(Wrapped.lines("Launch", flags, columns));
        }
        lines.add("");
        if (!run.log().memory().buffers().isEmpty()) {
            lines.addAll(buffers().lines(columns));
            lines.add("");
        }
        if (run.symptom() == Symptom.OOM && !run.log().failures().isEmpty()) {
            lines.addAll(Wrapped.lines("Failed", failed(), columns));
            lines.add("");
        }
        if (run.log().failures().isEmpty() || run.symptom() == Symptom.SLOW) {
            run.need().ifPresent(n -> {
                lines.addAll(Wrapped.lines("Missing", short_(n), columns));
                lines.add("");
            });
        }
        if (!run.changes().isEmpty()) {
            lines.addAll(changes().lines(columns));
            lines.addAll(Wrapped.lines("", run.log().program().where(), columns));
            lines.add("");
        }
        for (Sign s : run.signs()) {
            String fix = s.fix().isEmpty() ? "" : " " + page.say(s.fix());
            lines.addAll(Wrapped.lines("", page.say(s.text()) + fix + " (" + s.id() + ")", columns));
        }
        if (run.signs().isEmpty() && run.changes().isEmpty()) {
            lines.add("The log shows no cause that is known here.");
        }
        return lines;
    }

    private String subject() {
        RunLog log = run.log();
        List<String> parts = new ArrayList<>();
        String build = log.memory().buffers().build().isPresent()
                ? " b" + log.memory().buffers().build().getAsInt()
                : "";
        parts.add(
                log.program() == Program.LLAMA_CPP
                        ? "llama.cpp" + build
                        : log.program() == Program.SYSTEM
                                        && !log.pasted().nvidia().cards().isEmpty()
                                ? "nvidia-smi"
                                : log.program().title());
        run.model()
                .ifPresentOrElse(
                        m -> parts.add(m.offer().name() + " " + m.fileType() + basis(m)),
                        () -> log.model()
                                .name()
                                .or(() -> log.model().architecture())
                                .ifPresent(n -> parts.add(n
                                        + log.model()
                                                .fileType()
                                                .map(t -> " " + t)
                                                .orElse(""))));
        return String.join(" · ", parts);
    }

    private static String basis(KnownModel m) {
        return switch (m.basis()) {
            case NAMED -> "";
            case FILE -> " (its file is here)";
            case SHAPE -> " (known by its shape)";
            case FILE_NAME -> " (by the name of its file)";
            case NAME -> " (by its name)";
        };
    }

    private Table buffers() {
        Table table = new Table()
                .left("MiB")
                .right("weights")
                .right("context")
                .right("compute")
                .right("total")
                .right("was free");
        for (BufferSizes b : run.log().memory().buffers().deviceSizes()) {
            String free = run.log().memory().buffers().devices().stream()
                    .filter(d -> d.name().equals(b.name()))
                    .map(LoggedDevice::free)
                    .filter(f -> f.count() > 0)
                    .map(SymptomText::mib)
                    .findFirst()
                    .orElse("");
            row(table, b, free);
        }
        BufferSizes host = run.log().memory().buffers().hostSizes();
        if (host.total().count() > 0) {
            row(table, host, run.log().memory().host().map(SymptomText::mib).orElse(""));
        }
        return table;
    }

    private static void row(Table table, BufferSizes b, String free) {
        table.row(b.name(), mib(b.weights()), mib(b.context()), mib(b.compute()), mib(b.total()), free);
    }

    /** All that could not be had; what is short is told of the one that ended the load. */
    private String failed() {
        List<String> sentences = new ArrayList<>();
        run.log().failures().forEach(f -> sentences.add(failed(f)));
        run.need().map(this::short_).ifPresent(sentences::add);
        return String.join(" ", sentences);
    }

    private static String failed(LoggedFailure f) {
        String what = switch (f.part()) {
            case WEIGHTS -> "the weights";
            case CONTEXT -> "the cache";
            case COMPUTE -> "the compute buffer";
            case OUTPUT -> "the output buffer";
            case PROJECTOR -> "the projector";
            case RUN -> "a computation";
            case PROCESS -> "the launch";
        };
        String unnamed = f.words().contains("Malloc failed") ? " on a GPU" : "";
        String place = f.device()
                .map(d -> d.equals(LoggedFailure.HOST) ? " in system memory" : " on " + d)
                .orElse(unnamed);
        return f.asked().map(b -> mib(b) + " MiB for " + what).orElse("Memory for " + what) + " could not be had"
                + place + ".";
    }

    private String short_(Need n) {
        if (n.missing().isEmpty()) {
            return "The log does not say how much is short.";
        }
        String missing = mib(n.missing().get());
        if (n.bound()) {
            return n.free()
                    .map(free -> String.format(
                            Locale.ROOT,
                            "%s MiB were free when the load began, so a limit or another program stood against it; at most %s MiB are short.",
                            mib(free),
                            missing))
                    .orElse("The log does not say what was free; at most " + missing + " MiB are short.");
        }
        if (!run.log().program().runsLlamaCpp() && n.free().isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "%s MiB were free: %s MiB are short.",
                    mib(n.free().get()),
                    missing);
        }
        boolean parts = n.sizes().context().count() + n.sizes().compute().count() > 0;
        if (!parts && n.free().isPresent() && n.sizes().weights().count() > 0) {
            return String.format(
                    Locale.ROOT,
                    "The launch needs %s MiB there of %s MiB that were free: %s MiB are short.",
                    mib(n.sizes().weights()),
                    mib(n.free().get()),
                    missing);
        }
        return n.sizes().total().count() > 0
                ? String.format(
                        Locale.ROOT,
                        "The launch needs %s MiB there (%s weights, %s context, %s compute) of %s MiB that were free: %s MiB are short.",
                        mib(n.sizes().total()),
                        mib(n.sizes().weights()),
                        mib(n.sizes().context()),
                        mib(n.sizes().compute()),
                        n.free().map(SymptomText::mib).orElse("?"),
                        missing)
                : n.free().map(f -> mib(f) + " MiB were free: ").orElse("") + missing + " MiB are short.";
    }

    private Table changes() {
        Table table =
                new Table().left("change").right("saves MiB").left("enough").left("costs");
        boolean bound = run.need().filter(Need::bound).isPresent();
        boolean known = run.need().flatMap(Need::missing).isPresent();
        for (Remedy r : run.changes()) {
            String saves = (r.exact() ? "" : "~") + mib(r.saves());
            table.row(r.change(), saves, r.enough() ? "yes" : known && !bound ? "no" : "perhaps", r.cost());
        }
        return table;
    }

    private static String mib(Bytes bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes.mib());
    }
}
