package dev.llmfit.serve.rest;

import dev.llmfit.answers.AnswerDocument;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.plan.PlanDocument;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.size.CompareSizesDocument;
import dev.llmfit.answers.size.CompareSizesQuestion;
import dev.llmfit.answers.size.ExplainDocument;
import dev.llmfit.answers.size.ExplainQuestion;
import dev.llmfit.answers.size.FitsDocument;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.sweep.SweepDocument;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Routes that take a question: as a document, or as a state in the address. */
public final class QuestionRoutes {
    /** Where all of REST stands. */
    public static final String BASE = "/api/v1";

    /** Questions by the last part of their address, where it is not their name. */
    private static final Map<QuestionType, String> NAMES = Map.of(
            QuestionType.COMPARE_SIZES, "compare",
            QuestionType.SYMPTOM, "diagnose",
            QuestionType.HARDWARE_NAMES, "machines",
            QuestionType.LOCAL_MODELS, "models/local",
            QuestionType.MODEL, "models/show",
            QuestionType.COMPARE_MACHINES, "compare-machines");

    private static final String OVER = "over";
    private static final String VALUES = "values";

    private final Answering answering;

    /** Creates the routes. */
    public QuestionRoutes(Answering answering) {
        this.answering = answering;
    }

    /** Returns the address of a question. */
    static String address(QuestionType type) {
        return BASE + "/" + NAMES.getOrDefault(type, type.id());
    }

    /** Returns the questions that are asked with a document. */
    static List<QuestionType> asked() {
        return Stream.of(QuestionType.values()).filter(Answering::onlyTells).toList();
    }

    /** Returns the routes. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (QuestionType type : asked()) {
            routes.add(new Route(
                    "POST",
                    address(type),
                    type.sentence(),
                    RouteShape.question(type),
                    (call, part) -> posted(type, call)));
        }
        states().forEach((type, document) -> routes.add(new Route(
                "GET", address(type), type.sentence(), linkShape(type), (call, part) -> linked(type, call, document))));
        return routes;
    }

    private static RouteShape linkShape(QuestionType type) {
        RouteShape shape = RouteShape.answering(type).ofState();
        return type == QuestionType.SWEEP
                ? shape.with(Map.of(OVER, "The field that is swept.", VALUES, "Its values, separated by commas."))
                : shape;
    }

    private Reply posted(QuestionType type, Call call) throws IOException {
        JsonObject question = JsonBody.read(call);
        for (String name : List.of("ask", "id")) {
            if (question.get(name).isPresent()) {
                throw refused("'" + name + "' is for lines of a batch; the address says what is asked.", name);
            }
        }
        return Reply.document(answering.document(type, question));
    }

    private static RefusedException refused(String sentence, String field) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "usage", sentence, Hint.NONE).about(field));
    }

    /**
     * A question in an address.
     *
     * @param state the state in it
     * @param more what stands beside it
     */
    private record Linked(State state, SequencedMap<String, String> more) {
        StateQuestions questions() {
            return new StateQuestions(state);
        }

        SizeQuestion size(Workbench bench) {
            return questions().size(bench, Progress.NONE);
        }
    }

    private static Map<QuestionType, BiFunction<Linked, Workbench, JsonObject>> states() {
        Map<QuestionType, BiFunction<Linked, Workbench, JsonObject>> states = new LinkedHashMap<>();
        states.put(QuestionType.SIZE, (l, bench) -> {
            SizeQuestion question = l.size(bench);
            return AnswerDocument.of(question, bench.ask(question), SizeDocument::of);
        });
        states.put(QuestionType.FITS, (l, bench) -> {
            FitsQuestion question = new FitsQuestion(l.size(bench));
            return AnswerDocument.of(question, bench.ask(question), FitsDocument::of);
        });
        states.put(QuestionType.EXPLAIN, (l, bench) -> {
            ExplainQuestion question = new ExplainQuestion(l.size(bench));
            return AnswerDocument.of(question, bench.ask(question), ExplainDocument::of);
        });
        states.put(QuestionType.SWEEP, (l, bench) -> {
            SweepQuestion question = sweep(l, l.size(bench));
            return AnswerDocument.of(question, bench.ask(question), SweepDocument::of);
        });
        states.put(QuestionType.COMPARE_SIZES, (l, bench) -> {
            CompareSizesQuestion question = compared(l, bench);
            return AnswerDocument.of(question, bench.ask(question), CompareSizesDocument::of);
        });
        states.put(QuestionType.RECOMMEND, (l, bench) -> {
            RecommendQuestion question = l.questions().recommend();
            return AnswerDocument.of(question, bench.ask(question), RecommendDocument::of);
        });
        states.put(QuestionType.PLAN, (l, bench) -> {
            PlanQuestion question = l.questions().plan();
            return AnswerDocument.of(question, bench.ask(question), PlanDocument::of);
        });
        return states;
    }

    private static SweepQuestion sweep(Linked linked, SizeQuestion base) {
        String over = Optional.ofNullable(linked.more().get(OVER)).orElse(StateField.CTX.key());
        String values = linked.more().get(VALUES);
        return SweepQuestion.of(base, values == null ? over : over + "=" + values);
    }

    private static CompareSizesQuestion compared(Linked linked, Workbench bench) {
        State state = linked.state();
        String other = state.get(StateField.VS)
                .filter(vs -> vs.indexOf(',') < 0)
                .orElseThrow(() -> refused("A comparison needs 'model' and one other model in 'vs'.", "vs"));
        SizeQuestion first = new StateQuestions(state).size(bench, Progress.NONE);
        State second = state.with(StateField.MODEL, other)
                .without(StateField.FILE)
                .without(StateField.NGL)
                .without(StateField.NCMOE);
        return new CompareSizesQuestion(first, new StateQuestions(second).size(bench, Progress.NONE));
    }

    private Reply linked(QuestionType type, Call call, BiFunction<Linked, Workbench, JsonObject> document) {
        Linked linked = linked(call, type == QuestionType.SWEEP);
        boolean here = Answering.isHere(linked.state());
        return answering.tagged(
                call,
                here,
                () -> Reply.document(answering.document(
                        type,
                        !linked.questions().isWhole(),
                        () -> call.path() + '?' + call.query(),
                        here,
                        bench -> document.apply(linked, bench))));
    }

    /** Parts what belongs to the state from what stands beside it. */
    private static Linked linked(Call call, boolean swept) {
        SequencedMap<String, String> more = new LinkedHashMap<>();
        List<String> state = new ArrayList<>();
        for (String field : call.query().split("&", -1)) {
            boolean beside = swept && (field.startsWith(OVER + "=") || field.startsWith(VALUES + "="));
            if (!beside) {
                state.add(field);
            }
        }
        if (swept) {
            more.putAll(call.fields());
        }
        return new Linked(State.parse(String.join("&", state)), more);
    }
}
