package dev.llmfit.serve.rest;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.work.WorkLanes;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Answers questions in their class of work.
 *
 * @param bench what answers
 * @param lanes where it is done
 * @param runs whether engines may be run
 */
public record Answering(Workbench bench, WorkLanes lanes, boolean runs) {
    /** Questions that take a search: tenths of a second to some seconds. */
    private static final Set<QuestionType> HEAVY = EnumSet.of(
            QuestionType.RECOMMEND,
            QuestionType.TOGETHER,
            QuestionType.COMPARE_MACHINES,
            QuestionType.PLAN,
            QuestionType.MATRIX,
            QuestionType.FILES,
            QuestionType.LOCAL_MODELS);

    /** Questions that run, fetch or keep something. */
    static final Set<QuestionType> DOING = EnumSet.of(
            QuestionType.BENCH,
            QuestionType.CALIBRATE,
            QuestionType.LOAD,
            QuestionType.TRANSFER,
            QuestionType.KEPT,
            QuestionType.FORGET,
            QuestionType.VERIFY,
            QuestionType.PROVE,
            QuestionType.PULL,
            QuestionType.ADD,
            QuestionType.UPDATE,
            QuestionType.DOCTOR);

    /** Returns whether it takes a search. */
    static boolean isHeavy(QuestionType type) {
        return HEAVY.contains(type);
    }

    /** Returns the document of the answer to a question. */
    JsonObject document(QuestionType type, JsonObject question) {
        requireHarmless(question);
        Function<Workbench, JsonObject> work = b -> type.answer(QuestionFields.of(question), b);
        return isHeavy(type) ? heavy(work) : light(work);
    }

    /** Returns what some quick work gives. */
    <T> T light(Function<Workbench, T> work) {
        return lanes.light(() -> work.apply(bench));
    }

    /** Returns what some slow work gives. */
    <T> T heavy(Function<Workbench, T> work) {
        return lanes.heavy(() -> work.apply(bench));
    }

    /** Refuses fields that run a program or measure this machine, where nothing may be run. */
    void requireHarmless(JsonObject question) {
        if (runs) {
            return;
        }
        for (String field : Set.of("engine_says", "deep")) {
            if (question.get(field).isPresent()) {
                throw new HttpProblem(
                        403,
                        "runs-programs",
                        "'" + field + "' runs something; the server was not started to allow it.");
            }
        }
    }
}
