package dev.llmfit.render.recommend;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.recommend.FileSentence;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RowReason;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.offer.FileSource.ToMake;
import dev.llmfit.recommend.ollama.OllamaOutlook;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.render.FileOnDiskText;
import dev.llmfit.render.FirstTokenText;
import dev.llmfit.render.GrowthText;
import dev.llmfit.render.Page;
import dev.llmfit.render.Role;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
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
            "autocomplete/",
            "rerank/",
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

    /** So many of them are told where a reader did not ask for all. */
    private static final int MAIN_REASONS = 2;

    private static final int THOUGHTS = 2;

    private RecommendText() {}

    /** Writes the recommendation: the answer, why the first, and what to paste. */
    public static void print(RecommendAnswer answer, Page page) {
        print(answer, false, page);
    }

    /** Writes the recommendation with what speaks for each and against it, and all that is to be known. */
    public static void printAll(RecommendAnswer answer, Page page) {
        print(answer, true, page);
    }

    private static void print(RecommendAnswer answer, boolean all, Page page) {
        Recommendation r = answer.found();
        r.subject().ifPresent(s -> page.paragraph("", subject(s)));
        answer.meant().flatMap(MeantModel::taken).ifPresent(taken -> page.margin("Note", taken));
        page.paragraph("", MachineLine.of(r.machine(), r.budgets()));
        page.line("");
        if (r.outcome() == Recommendation.Outcome.FITS) {
            fits(answer, all, page);
        } else {
            fitsNot(answer, all, page);
        }
        answer.group().ifPresent(g -> RpcGroupText.print(g, page));
        answer.atRest().ifPresent(c -> page.margin("Closed", closed(r, c)));
        answer.whyNot().ifPresent(w -> WhyNotText.print(w, page));
        answer.notes().forEach(note -> page.margin("Note", note));
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

    private static void fits(RecommendAnswer answer, boolean all, Page page) {
        Recommendation r = answer.found();
        Candidate first = r.candidates().getFirst();
        boolean models = r.subject().isEmpty();
        answer.preferred().ifPresent(a -> {
            page.paragraph("", a);
            page.line("");
        });
        page.table(new CandidateTable(r.candidates(), r.budgets(), models).table(page));
        page.line("");
        first.serving().ifPresent(s -> page.margin("Users", served(s, first)));
        answer.engines().ifPresent(e -> engines(e, all, page));
        if (all && models) {
            page.margin("Score 1", ScoreText.of(first.score()));
        }
        paragraphs("Why 1", all ? reasons(first) : mainReasons(first), page);
        if (all) {
            r.candidates().stream().skip(1).forEach(c -> row(c, page));
            paragraphs("Think", thoughts(r, first), page);
        }
        page.line("");
        page.paste("Run", first.commands().getOrDefault("llama.cpp", ""));
        Optional.ofNullable(first.commands().get("ollama")).ifPresent(line -> page.paste("", line));
        RecommendAnswer.modelfile(first)
                .ifPresent(ask -> page.line("        " + page.say(ask) + " > Modelfile     writes the file it needs"));
        answer.engines().filter(e -> all || EnginesText.isOther(e)).ifPresent(e -> EnginesText.commands(e, all, page));
        if (all) {
            around(answer, first, page);
        } else {
            needed(answer, first, page);
        }
        page.paste("Prove", page.say(RecommendAnswer.proof(first)));
        if (!all) {
            page.margin("More", page.in(Role.HINT, page.say(new Change("verbose", "")) + ": " + more(r, models)));
        }
    }

    /** One sentence, unless all is asked for, and what starts another engine that is the better one. */
    private static void engines(EngineComparison engines, boolean all, Page page) {
        if (all) {
            EnginesText.besideAll(engines, page);
        } else {
            EnginesText.beside(engines, page);
        }
    }

    /** Writes what is to be known of the first launch beside its reasons. */
    private static void around(RecommendAnswer answer, Candidate first, Page page) {
        first.ahead().ifPresent(a -> page.margin("Ahead", ahead(first, a)));
        GrowthText.of(first.growth()).ifPresent(grows -> page.margin("Grows", grows));
        FileSentence.of(first).ifPresent(sentence -> page.margin("File", page.say(sentence)));
        answer.disk().ifPresent(disk -> page.margin("Disk", FileOnDiskText.of(disk)));
        first.outlook().ifPresent(o -> page.margin("Ollama", o.text()));
    }

    /** Writes what would keep the lines above from doing what the table says. */
    private static void needed(RecommendAnswer answer, Candidate first, Page page) {
        if (first.plan().source() instanceof ToMake) {
            FileSentence.of(first).ifPresent(sentence -> page.margin("File", page.say(sentence)));
        }
        answer.disk().filter(d -> !d.fits()).ifPresent(disk -> page.margin("Disk", FileOnDiskText.of(disk)));
        first.outlook().filter(o -> !o.settings().isEmpty()).ifPresent(o -> page.margin("Ollama", settings(o)));
    }

    private static String settings(OllamaOutlook outlook) {
        return "set " + String.join(" ", outlook.settings()) + " for its server, or it takes another launch";
    }

    /** Says what the longer answer tells. */
    private static String more(Recommendation r, boolean models) {
        List<String> parts = new ArrayList<>(List.of(models ? "all reasons and the score" : "all reasons"));
        if (r.candidates().size() > 1) {
            parts.add("what the others give and cost");
        }
        parts.add("what grows in RAM");
        parts.add("where the file is");
        return String.join(", ", parts);
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

    private static void fitsNot(RecommendAnswer answer, boolean all, Page page) {
        Recommendation r = answer.found();
        Optional<EngineComparison> other = answer.engines().filter(EnginesText::isOther);
        String fits = r.subject()
                .map(Recommendation.Subject::name)
                .map(name -> name + " does not fit here" + (other.isPresent() ? " with llama.cpp" : ""))
                .orElse("No model fits here");
        boolean any = r.outcome() == Recommendation.Outcome.NOT_WORTH_IT;
        page.line(fits + (any ? " at a quality or speed worth running." : "."));
        r.why().ifPresent(w -> page.margin("", w));
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
        answer.engines().ifPresent(e -> engines(e, all, page));
        other.ifPresent(e -> EnginesText.commands(e, all, page));
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

    private static void paragraphs(String heading, List<Finding> findings, Page page) {
        for (int i = 0; i < findings.size(); i++) {
            Finding f = findings.get(i);
            String text = page.say(f.text()) + " (" + f.rule().id() + ")";
            page.margin(i == 0 ? heading : "", text);
        }
    }

    /** Returns where it lies, what its quality is, and what its licence forbids. */
    private static List<Finding> mainReasons(Candidate candidate) {
        List<Finding> all = reasons(candidate);
        List<Finding> main = new ArrayList<>(all.subList(0, Math.min(1, all.size())));
        all.stream()
                .filter(f -> !main.contains(f) && f.rule().id().startsWith("quality/"))
                .findFirst()
                .ifPresent(main::add);
        for (Finding f : all) {
            if (main.size() < MAIN_REASONS && !main.contains(f)) {
                main.add(f);
            }
        }
        candidate.because().stream()
                .filter(f -> !main.contains(f) && f.rule().id().startsWith("licence/"))
                .forEach(main::add);
        return main;
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
            page.margin("    " + candidate.rank(), sentences + " (" + rules + ")");
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
