package dev.llmfit.serve.rest;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.AnswerDocument;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.models.ModelDocument;
import dev.llmfit.answers.models.ModelQuestion;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.size.FitsDocument;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.sweep.SweepDocument;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.ProblemReply;
import dev.llmfit.serve.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Everything that a page shows of a state, in one response. */
public final class StateRoute {
    /** Models of the list: what a table shows without being scrolled; judgement. */
    private static final int ROWS = 12;

    private final Answering answering;

    /** Creates the route. */
    public StateRoute(Answering answering) {
        this.answering = answering;
    }

    /** Returns it. */
    public Route route() {
        return new Route(
                "GET",
                QuestionRoutes.BASE + "/state",
                "Tells what a page shows of a state: the best models, the launch of one, what of it fits, a sweep.",
                RouteShape.DOCUMENT.ofState(),
                (call, part) -> reply(call));
    }

    private Reply reply(Call call) {
        State state = State.parse(call.query());
        boolean here = Answering.isHere(state);
        return answering.tagged(
                call,
                here,
                () -> Reply.document(answering.searched("state?" + state.text(), here, b -> document(state, b))));
    }

    /** Each part is the document of its question; one that has no answer is its problem, and the others are there all the same. */
    private static JsonObject document(State state, Workbench bench) {
        StateQuestions asked = new StateQuestions(state);
        JsonObject.Builder out =
                JsonObject.builder().put("schema", "llmfit/state/1").put("state", state.text());
        RecommendQuestion list = asked.models();
        RecommendQuestion listed =
                new RecommendQuestion(list.model(), list.machine(), list.wish().withTop(ROWS), list.whyNot());
        Optional<RecommendAnswer> models = put(out, "models", listed, bench, RecommendDocument::of);
        models.ifPresent(m -> out.put("catalogue", catalogue(m, bench)));
        Optional<RecommendAnswer> best = models;
        if (state.get(StateField.MODEL).isPresent()) {
            RecommendQuestion one = asked.recommend();
            best = put(out, "recommend", one, bench, RecommendDocument::of);
        }
        Optional<SizeQuestion> launch = launch(out, asked, best, bench);
        launch.ifPresent(size -> {
            put(out, "size", size, bench, SizeDocument::of);
            put(out, "fits", new FitsQuestion(size), bench, FitsDocument::of);
            put(out, "sweep", new SweepQuestion(size, StateField.CTX, List.of()), bench, SweepDocument::of);
        });
        return out.build();
    }

    /** Returns what the catalogue says of the models of a list. */
    private static List<JsonObject> catalogue(RecommendAnswer list, Workbench bench) {
        return list.found().candidates().stream()
                .map(Candidate::model)
                .distinct()
                .flatMap(model -> summary(model, bench).stream())
                .toList();
    }

    private static Optional<JsonObject> summary(String model, Workbench bench) {
        try {
            JsonObject shown = ModelDocument.of(bench.ask(new ModelQuestion(model, true)));
            return shown.get("catalogue")
                    .filter(JsonObject.class::isInstance)
                    .map(known ->
                            ((JsonObject) known).toBuilder().put("model", model).build());
        } catch (RefusedException e) {
            return Optional.empty(); // a model of the user's that cannot be read any more is shown without it
        }
    }

    private static Optional<SizeQuestion> launch(
            JsonObject.Builder out, StateQuestions asked, Optional<RecommendAnswer> best, Workbench bench) {
        try {
            Optional<SizeQuestion> recommended = best.flatMap(RecommendAnswer::first)
                    .map(first -> naming(asked, first.model()).size(first));
            return recommended.isPresent()
                            || asked.state().get(StateField.MODEL).isEmpty()
                    ? recommended
                    : Optional.of(asked.size(bench, Progress.NONE));
        } catch (RefusedException e) {
            out.put("size", ProblemReply.document(e.refusal()));
            return Optional.empty();
        }
    }

    /** Returns the same about a model, unless one is named: a file keeps its own name. */
    private static StateQuestions naming(StateQuestions asked, String model) {
        State state = asked.state();
        return state.get(StateField.MODEL).isPresent()
                ? asked
                : new StateQuestions(state.with(StateField.MODEL, model));
    }

    private static <A extends Answer> Optional<A> put(
            JsonObject.Builder out,
            String name,
            Question<A> question,
            Workbench bench,
            Function<A, JsonObject> writer) {
        try {
            A answer = bench.ask(question);
            out.put(name, AnswerDocument.of(question, answer, writer));
            return Optional.of(answer);
        } catch (RefusedException e) {
            out.put(name, ProblemReply.document(e.refusal()));
        } catch (StackOverflowError | OutOfMemoryError e) {
            out.put(name, ProblemReply.document(Refusal.of(e)));
        }
        return Optional.empty();
    }
}
