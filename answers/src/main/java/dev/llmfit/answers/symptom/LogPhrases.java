package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.RunLog;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** Causes that a log states in so many words. */
final class LogPhrases {
    /** Questions that a fix names; each fix names one at most. */
    private static final Map<String, NextStep> STEPS = Map.of(
            "{size}",
            new NextStep.Ask("size"),
            "{recommend}",
            new NextStep.Ask("recommend"),
            "{models}",
            new NextStep.Ask("models").and("local", "true"),
            "{oom}",
            new NextStep.Ask("doctor").and("symptom", Symptom.OOM.id()));

    /** What a message quotes is cut after this many characters; judgement: a line of a terminal. */
    private static final int QUOTED = 100;

    private static final List<Phrase> ALL = Stream.of(
                    LoadPhrases.ALL,
                    CrashPhrases.ALL,
                    TeamPhrases.ALL,
                    MemoryPhrases.ALL,
                    SlowPhrases.ALL,
                    QualityPhrases.ALL)
            .flatMap(List::stream)
            .toList();

    private LogPhrases() {}

    /** Returns the causes that the log states, in the order of the lists, each once. */
    static List<Sign> in(RunLog log, Symptom symptom) {
        List<Sign> signs = new ArrayList<>();
        for (Phrase p : ALL) {
            boolean known = signs.stream().anyMatch(s -> s.id().equals(p.id()));
            if (p.symptom() == symptom && !known) {
                Matcher m = p.pattern().matcher(log.prints().text());
                if (m.find()) {
                    signs.add(sign(p, m, log));
                }
            }
        }
        return signs;
    }

    private static Sign sign(Phrase p, Matcher m, RunLog log) {
        String fix = SystemWords.of(log).in(p.fixIn(log.program()));
        return new Sign(p.id(), filled(p.text(), m), hint(filled(fix, m)));
    }

    /** Puts the questions in that a fix names. */
    private static Hint hint(String fix) {
        for (Map.Entry<String, NextStep> step : STEPS.entrySet()) {
            if (fix.contains(step.getKey())) {
                return Hint.of(fix.replace(step.getKey(), "{0}"), step.getValue());
            }
        }
        return Hint.plain(fix);
    }

    /** Puts in what the groups captured; alternatives number their groups one after the other, so empty ones do not count. */
    private static String filled(String text, Matcher m) {
        List<String> found = new ArrayList<>();
        for (int g = 1; g <= m.groupCount(); g++) {
            if (m.group(g) != null && !m.group(g).isBlank()) {
                found.add(quoted(m.group(g).strip()));
            }
        }
        if (found.isEmpty()) {
            return text.replace(" ($1)", "").replace(" $1", "");
        }
        String filled = text;
        for (int i = 0; i < 2; i++) {
            filled = filled.replace("$" + (i + 1), i < found.size() ? found.get(i) : "?");
        }
        return filled;
    }

    private static String quoted(String words) {
        String whole = words.length() > QUOTED ? words.substring(0, QUOTED) + "…" : words;
        return whole.replaceAll("[.]+$", "").replace("{", "(").replace("}", ")");
    }
}
