package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.render.Wrapped;
import dev.llmfit.rules.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A recommendation for people: the answer, why, and what to paste. */
final class RecommendText {
    /** Beginnings of rule ids in the order in which a reader wants them. */
    private static final List<String> ORDER = List.of(
            "lesson/",
            "offload/",
            "spill/",
            "quality/",
            "speed/",
            "cpu/",
            "licence/",
            "split/",
            "slots/context",
            "vision/",
            "embedding/",
            "batch/slots",
            "context/",
            "kv/",
            "small/",
            "quant/",
            "batch/");

    /** Groups of advice: what was asked about, what endangers the plan, what the machine is good for, what to buy. */
    private static final List<String> THOUGHT_ORDER = List.of(
            "api", "os", "cpu", "gpu", "sbc", "laptop", "vram", "apple", "ram", "start", "buy", "amd", "intel",
            "memory");

    private static final int REASONS = 4;
    private static final int THOUGHTS = 2;

    private final Console console;

    RecommendText(Console console) {
        this.console = console;
    }

    /** Prints the recommendation. */
    void print(Recommendation r) {
        r.subject().ifPresent(s -> console.line(subject(s)));
        console.line(MachineLine.of(r.machine(), r.budgets()));
        console.line("");
        if (r.outcome() == Recommendation.Outcome.FITS) {
            fits(r);
        } else {
            fitsNot(r);
        }
    }

    static String subject(Recommendation.Subject s) {
        String active = s.activeParameters() < s.parameters() * 0.95
                ? String.format(Locale.ROOT, ", %.1f B active", s.activeParameters() / 1e9)
                : "";
        String trained = s.ctxTrain() > 0 ? String.format(Locale.ROOT, ", trained for %,d tokens", s.ctxTrain()) : "";
        return String.format(
                Locale.ROOT,
                "%s · %s, %d layers, %.1f B parameters%s%s",
                s.name(),
                s.architecture(),
                s.layers(),
                s.parameters() / 1e9,
                active,
                trained);
    }

    private void fits(Recommendation r) {
        Candidate first = r.candidates().getFirst();
        boolean models = r.subject().isEmpty();
        AimAnswer.of(r).ifPresent(a -> {
            Wrapped.lines("", a, console.columns()).forEach(l -> console.line(l.strip()));
            console.line("");
        });
        new CandidateTable(r.candidates(), r.budgets(), models)
                .lines(console.columns())
                .forEach(console::line);
        console.line("");
        paragraphs("Why 1", reasons(first));
        r.candidates().stream().skip(1).forEach(this::row);
        paragraphs("Think", thoughts(r, first));
        console.line("");
        console.line("Run     " + first.commands().get("llama.cpp"));
        console.line("        " + first.commands().get("ollama"));
        first.outlook()
                .ifPresent(o ->
                        Wrapped.lines("Ollama", o.text(), console.columns()).forEach(console::line));
        console.line("Prove   " + prove(first));
    }

    private void fitsNot(Recommendation r) {
        String name = r.subject().map(Recommendation.Subject::name).orElse("No model");
        boolean any = r.outcome() == Recommendation.Outcome.NOT_WORTH_IT;
        console.line(name + (any ? " does not fit here at a quality or speed worth running." : " does not fit here."));
        r.why().ifPresent(w -> Wrapped.lines("", w, console.columns()).forEach(console::line));
        if (any && !r.candidates().isEmpty()) {
            Candidate c = r.candidates().getFirst();
            console.line(String.format(
                    Locale.ROOT,
                    "  would fit  %s %.1f GiB, %,d tokens, about %s tok/s: not recommended (rule %s)",
                    c.fileType(),
                    c.fileBytes().gib(),
                    c.options().nCtx(),
                    CandidateTable.two(c.speed().tg().mid()),
                    blame(c)));
        }
        r.instead()
                .ifPresent(c -> console.line(String.format(
                        Locale.ROOT,
                        "Instead   %s  %s  %.1f GiB  %,d tokens  about %s tok/s here",
                        c.model(),
                        c.fileType(),
                        c.fileBytes().gib(),
                        c.options().nCtx(),
                        CandidateTable.two(c.speed().tg().mid()))));
        console.line("          llmfit recommend     all models for this machine");
    }

    private static String blame(Candidate c) {
        List<String> ids = c.because().stream().map(f -> f.rule().id()).toList();
        return Stream.of("cpu/too-slow", "quality/floor")
                .filter(ids::contains)
                .findFirst()
                .orElse("use-case/defaults");
    }

    private void paragraphs(String heading, List<Finding> findings) {
        for (int i = 0; i < findings.size(); i++) {
            Finding f = findings.get(i);
            String text = Shell.WORDS.of(f.text()) + " (" + f.rule().id() + ")";
            Wrapped.lines(i == 0 ? heading : "", text, console.columns()).forEach(console::line);
        }
    }

    static List<Finding> reasons(Candidate candidate) {
        List<Finding> chosen = new ArrayList<>();
        for (String beginning : ORDER) {
            for (Finding f : candidate.because()) {
                if (chosen.size() < REASONS
                        && !chosen.contains(f)
                        && f.rule().id().startsWith(beginning)) {
                    chosen.add(f);
                }
            }
        }
        return chosen;
    }

    /** Prints what a row gives and costs against the one above it. */
    private void row(Candidate candidate) {
        RowReason reason = RowReason.of(candidate);
        if (!reason.text().isEmpty()) {
            Wrapped.lines("    " + candidate.rank(), reason.text(), console.columns())
                    .forEach(console::line);
        }
    }

    private static List<Finding> thoughts(Recommendation r, Candidate first) {
        List<Finding> chosen = new ArrayList<>();
        for (Finding f : first.because()) {
            if (f.rule().id().startsWith("choice/")) {
                chosen.add(f);
            }
        }
        for (String group : THOUGHT_ORDER) {
            for (Finding f : r.advice()) {
                if (chosen.size() < THOUGHTS && f.rule().id().startsWith(group + "/")) {
                    chosen.add(f);
                }
            }
        }
        for (Finding f : r.advice()) { // groups of the user's own rules come last
            if (chosen.size() < THOUGHTS && !chosen.contains(f)) {
                chosen.add(f);
            }
        }
        return chosen;
    }

    /** Returns the command that proves a candidate without its weights. */
    static String prove(Candidate c) {
        List<String> words = new ArrayList<>(List.of("llmfit", "verify"));
        boolean file = c.plan().file().contains("/") || c.plan().file().equals(c.model());
        words.add(file ? c.plan().file() : c.model() + ":" + c.fileType());
        words.addAll(c.plan().serverArguments());
        return String.join(" ", words);
    }
}
