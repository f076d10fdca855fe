package dev.llmfit.render.recommend;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.recommend.FileSentence;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RowReason;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.render.FileOnDiskText;
import dev.llmfit.render.FirstTokenText;
import dev.llmfit.render.GrowthText;
import dev.llmfit.render.Page;
import dev.llmfit.render.Wrapped;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A recommendation for people: the answer, why, and what to paste. */
public final class RecommendText {
    /** Beginnings of rule ids in the order in which a reader wants them. */
    private static final List<String> ORDER = List.of(
            "lesson/",
            "offload/",
            "ram/",
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
    private static final List<String> THOUGHT_ORDER =
            List.of("api", "os", "cpu", "gpu", "sbc", "laptop", "apple", "ram", "buy", "amd", "intel", "memory");

    private static final int REASONS = 4;
    private static final int THOUGHTS = 2;

    private RecommendText() {}

    /** Writes the recommendation. */
    public static void print(RecommendAnswer answer, Page page) {
        Recommendation r = answer.found();
        r.subject().ifPresent(s -> page.line(subject(s)));
        answer.meant().flatMap(MeantModel::taken).ifPresent(taken -> paragraph("Note", taken, page));
        page.paragraph("", MachineLine.of(r.machine(), r.budgets()));
        page.line("");
        if (r.outcome() == Recommendation.Outcome.FITS) {
            fits(answer, page);
        } else {
            fitsNot(r, page);
        }
        answer.atRest().ifPresent(c -> paragraph("Closed", closed(r, c), page));
        answer.whyNot().ifPresent(w -> WhyNotText.print(w, page));
        answer.notes().forEach(note -> paragraph("Note", note, page));
    }

    private static String subject(Recommendation.Subject s) {
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

    private static void fits(RecommendAnswer answer, Page page) {
        Recommendation r = answer.found();
        Candidate first = r.candidates().getFirst();
        boolean models = r.subject().isEmpty();
        answer.preferred().ifPresent(a -> {
            Wrapped.lines("", a, page.columns()).forEach(l -> page.line(l.strip()));
            page.line("");
        });
        new CandidateTable(r.candidates(), r.budgets(), models)
                .lines(page.columns())
                .forEach(page::line);
        page.line("");
        first.serving().ifPresent(s -> paragraph("Users", served(s, first), page));
        if (models) {
            paragraph("Score 1", ScoreText.of(first.score()), page);
        }
        paragraphs("Why 1", reasons(first), page);
        r.candidates().stream().skip(1).forEach(c -> row(c, page));
        paragraphs("Think", thoughts(r, first), page);
        page.line("");
        page.line("Run     " + first.commands().get("llama.cpp"));
        Optional.ofNullable(first.commands().get("ollama")).ifPresent(line -> page.line("        " + line));
        RecommendAnswer.modelfile(first)
                .ifPresent(ask -> page.line("        " + page.say(ask) + " > Modelfile     writes the file it needs"));
        first.ahead().ifPresent(a -> paragraph("Ahead", ahead(first, a), page));
        GrowthText.of(first.growth()).ifPresent(grows -> paragraph("Grows", grows, page));
        FileSentence.of(first).ifPresent(sentence -> paragraph("File", page.say(sentence), page));
        answer.disk().ifPresent(disk -> paragraph("Disk", FileOnDiskText.of(disk), page));
        first.outlook().ifPresent(o -> paragraph("Ollama", o.text(), page));
        page.line("Prove   " + page.say(RecommendAnswer.proof(first)));
    }

    private static String ahead(Candidate c, Speed.Range guessed) {
        return String.format(
                Locale.ROOT,
                "the model's own layers guess %d tokens ahead (%s): %s instead of %s tok/s if 40 to 80 %% of them are taken."
                        + " Their context and buffers are counted.",
                c.options().nDraft(),
                Speculation.Type.DRAFT_MTP.word(),
                TwoDigits.range(guessed),
                TwoDigits.range(c.speed().tg()));
    }

    private static String closed(Recommendation r, Candidate c) {
        return String.format(
                Locale.ROOT,
                "with other programs closed %.1f instead of %.1f GiB can be used, and %s %s with %,d tokens comes first, about"
                        + " %s.",
                Bytes.of(c.budgets().usable()).gib(),
                Bytes.of(r.budgets().usable()).gib(),
                c.model(),
                c.fileType(),
                c.ctxEach(),
                each(c));
    }

    private static String served(Serving s, Candidate c) {
        return String.format(
                Locale.ROOT,
                "each of %d has %,d tokens, -c %,d is their sum. Speeds are with all writing at once and half of each"
                        + " context filled (%s tok/s for one alone on an empty context); the %s, %s.",
                s.users(),
                s.ctxEach(),
                c.options().nCtx(),
                TwoDigits.range(c.speed().tg()),
                FirstTokenText.of(s.firstToken(1)),
                FirstTokenText.together(s.firstToken(s.users())));
    }

    private static void fitsNot(Recommendation r, Page page) {
        String fits = r.subject()
                .map(Recommendation.Subject::name)
                .map(name -> name + " does not fit here")
                .orElse("No model fits here");
        boolean any = r.outcome() == Recommendation.Outcome.NOT_WORTH_IT;
        page.line(fits + (any ? " at a quality or speed worth running." : "."));
        r.why().ifPresent(w -> paragraph("", w, page));
        if (any && !r.candidates().isEmpty()) {
            Candidate c = r.candidates().getFirst();
            page.line(String.format(
                    Locale.ROOT,
                    "  would fit  %s %.1f GiB, %,d tokens, about %s: not recommended (rule %s)",
                    c.fileType(),
                    c.fileBytes().gib(),
                    c.options().nCtx() / c.options().nParallel(),
                    each(c),
                    blame(c)));
        }
        r.instead()
                .ifPresent(c -> page.line(String.format(
                        Locale.ROOT,
                        "Instead   %s  %s  %.1f GiB  %,d tokens  about %s here",
                        c.model(),
                        c.fileType(),
                        c.fileBytes().gib(),
                        c.options().nCtx() / c.options().nParallel(),
                        each(c))));
        page.line("          " + page.say(new Ask("recommend")) + "     all models for this machine");
    }

    private static String each(Candidate c) {
        return c.serving()
                .map(s -> TwoDigits.of(s.half().mid()) + " tok/s each")
                .orElseGet(() -> TwoDigits.of(c.speed().tg().mid()) + " tok/s");
    }

    private static String blame(Candidate c) {
        List<String> ids = c.because().stream().map(f -> f.rule().id()).toList();
        return Stream.of("cpu/too-slow", "quality/floor")
                .filter(ids::contains)
                .findFirst()
                .orElse("use-case/defaults");
    }

    private static void paragraph(String heading, String text, Page page) {
        Wrapped.lines(heading, text, page.columns()).forEach(page::line);
    }

    private static void paragraphs(String heading, List<Finding> findings, Page page) {
        for (int i = 0; i < findings.size(); i++) {
            Finding f = findings.get(i);
            String text = page.say(f.text()) + " (" + f.rule().id() + ")";
            paragraph(i == 0 ? heading : "", text, page);
        }
    }

    private static List<Finding> reasons(Candidate candidate) {
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

    /** Writes what a row gives and costs against the one above it. */
    private static void row(Candidate candidate, Page page) {
        RowReason reason = RowReason.of(candidate);
        List<Finding> licence = candidate.because().stream()
                .filter(f -> f.rule().id().startsWith("licence/"))
                .toList();
        List<Finding> said = Stream.of(reason.gains(), reason.costs(), licence)
                .flatMap(List::stream)
                .toList();
        if (!said.isEmpty()) {
            String terms = licence.stream().map(f -> page.say(f.text())).collect(Collectors.joining(" "));
            String sentences = Stream.of(
                            part("For it", reason.gains(), page), part("Against it", reason.costs(), page), terms)
                    .filter(p -> !p.isEmpty())
                    .collect(Collectors.joining(" "));
            String rules = said.stream().map(f -> f.rule().id()).collect(Collectors.joining(", "));
            paragraph("    " + candidate.rank(), sentences + " (" + rules + ")", page);
        }
    }

    private static String part(String heading, List<Finding> findings, Page page) {
        return findings.isEmpty()
                ? ""
                : findings.stream().map(f -> page.say(f.text())).collect(Collectors.joining(", ", heading + ": ", "."));
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
}
