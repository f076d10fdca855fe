package dev.llmfit.serve.rest;

import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.work.Basis;
import dev.llmfit.serve.work.KeptAnswers;
import dev.llmfit.serve.work.WorkLanes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers questions in their class of work. */
public final class Answering {
    /** Questions that take a search: tenths of a second to some seconds. */
    private static final Set<QuestionType> HEAVY = EnumSet.of(
            QuestionType.RECOMMEND,
            QuestionType.TOGETHER,
            QuestionType.COMPARE_MACHINES,
            QuestionType.PLAN,
            QuestionType.MATRIX,
            QuestionType.FLEET,
            QuestionType.FILES,
            QuestionType.MODELS,
            QuestionType.LOCAL_MODELS);

    /** Questions that never wait behind a search and yet size so much that a busy machine may need longer than a client waits. */
    private static final Set<QuestionType> KEPT = EnumSet.of(QuestionType.QUANTS, QuestionType.SWEEP);

    /** Questions that run, fetch or keep something. */
    private static final Set<QuestionType> DOING = EnumSet.of(
            QuestionType.BENCH,
            QuestionType.CALIBRATE,
            QuestionType.LOAD,
            QuestionType.TRANSFER,
            QuestionType.KEPT,
            QuestionType.FORGET,
            QuestionType.VERIFY,
            QuestionType.ENGINE_VERIFY,
            QuestionType.PROVE,
            QuestionType.PULL,
            QuestionType.ADD,
            QuestionType.UPDATE,
            QuestionType.DOCTOR);

    private static final List<String> RUNNING = List.of("engine_says", "deep");

    private final Workbench bench;
    private final WorkLanes lanes;
    private final boolean runs;
    private final Basis basis;
    private final KeptAnswers<JsonObject> kept;

    /**
     * Creates it.
     *
     * @param bench what answers
     * @param lanes where it is done
     * @param runs whether engines may be run
     * @param basis what answers depend on beside their question
     */
    public Answering(Workbench bench, WorkLanes lanes, boolean runs, Basis basis) {
        this.bench = bench;
        this.lanes = lanes;
        this.runs = runs;
        this.basis = basis;
        this.kept = new KeptAnswers<>(lanes);
    }

    /** Returns what answers. */
    Workbench bench() {
        return bench;
    }

    /** Returns whether a question is one that only tells. */
    static boolean onlyTells(QuestionType type) {
        return !DOING.contains(type);
    }

    /** Returns the document of the answer to a question. */
    JsonObject document(QuestionType type, JsonObject question) {
        requireHarmless(question);
        return document(
                type,
                false,
                () -> type.id() + question,
                isHere(question),
                b -> type.answer(QuestionFields.of(question), b));
    }

    /**
     * Returns the document of the answer to a question, made where questions of its type are answered.
     *
     * @param searches whether a search comes before it, whatever its type
     * @param question what is asked, as text
     * @param here whether the machine that answers is meant
     * @param work makes it
     */
    JsonObject document(
            QuestionType type,
            boolean searches,
            Supplier<String> question,
            boolean here,
            Function<Workbench, JsonObject> work) {
        boolean heavy = searches || HEAVY.contains(type);
        return heavy || KEPT.contains(type) ? kept(heavy, question.get(), here, work) : light(work);
    }

    private static boolean isHere(JsonObject question) {
        return Stream.of(StateField.values())
                        .filter(StateField::isOfMachine)
                        .noneMatch(f -> question.get(f.key()).isPresent())
                && question.get("hardware").isEmpty();
    }

    /** Returns whether the machine that answers is meant. */
    static boolean isHere(State state) {
        return state.values().keySet().stream().noneMatch(StateField::isOfMachine);
    }

    /** Returns what some quick work gives. */
    <T> T light(Function<Workbench, T> work) {
        return lanes.light(() -> work.apply(bench));
    }

    /**
     * Returns the document of a search; the same one a moment later is the same answer.
     *
     * @param question what is searched, as text
     * @param here whether the machine that answers is meant
     */
    JsonObject searched(String question, boolean here, Function<Workbench, JsonObject> work) {
        return kept(true, question, here, work);
    }

    private JsonObject kept(boolean heavy, String question, boolean here, Function<Workbench, JsonObject> work) {
        return kept.of(basis.tag(question, here), heavy, () -> work.apply(bench));
    }

    /**
     * Returns the response to a call whose answer depends on nothing but its address, or that the client has it already.
     *
     * @param here whether the machine that answers is meant
     */
    Reply tagged(Call call, boolean here, Supplier<Reply> reply) {
        String tag = "W/\"" + basis.tag(call.path() + '?' + call.query(), here) + '"';
        boolean known = Stream.of(call.header("if-none-match").orElse("").split(",", -1))
                .map(String::strip)
                .anyMatch(t -> t.equals(tag) || t.equals("*") || ("W/" + t).equals(tag));
        Reply answer = known ? Reply.empty(304) : reply.get();
        return answer.with("ETag", tag).with("Cache-Control", "private, no-cache");
    }

    /** Refuses fields that run a program or measure this machine, where nothing may be run. */
    void requireHarmless(JsonValue question) {
        for (String field : RUNNING) {
            if (!runs && question.get(field).isPresent()) {
                throw new HttpProblem(
                        403, "not-allowed", "'" + field + "' runs something; start the server with --allow-run.");
            }
        }
        if (question instanceof JsonObject object) {
            object.members().values().stream()
                    .filter(JsonObject.class::isInstance)
                    .forEach(this::requireHarmless);
        }
    }
}
