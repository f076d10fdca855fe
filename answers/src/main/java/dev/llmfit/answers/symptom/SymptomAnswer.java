package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.log.RunLog;
import java.util.List;
import java.util.Optional;

/**
 * What a log says of a run: what lies where, what failed, causes, and what to change.
 *
 * @param symptom what was asked, or found
 * @param failed what failed
 * @param log what the log says
 * @param model the model of the log, if it is known
 * @param need what is short, if memory is
 * @param changes what would save it, best first
 * @param signs causes
 * @param speed measured beside expected speed
 */
public record SymptomAnswer(
        Symptom symptom,
        Failed failed,
        RunLog log,
        Optional<KnownModel> model,
        Optional<Need> need,
        List<Remedy> changes,
        List<Sign> signs,
        Optional<UsualSpeed> speed)
        implements Answer {
    /** What failed in a log. */
    public enum Failed {
        /** Memory could not be had. */
        MEMORY,
        /** Something else: the file, the driver, an argument. */
        OTHER,
        /** Nothing. */
        NOTHING
    }

    public SymptomAnswer {
        changes = List.copyOf(changes);
        signs = List.copyOf(signs);
    }

    /** Returns whether the log says anything of a launch or of a cause. */
    public boolean understood() {
        return log.understood()
                || signs.stream().map(Sign::id).anyMatch(id -> !id.startsWith("run/") && !id.startsWith("hardware/"));
    }
}
