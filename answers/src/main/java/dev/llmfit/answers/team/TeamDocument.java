package dev.llmfit.answers.team;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.engines.EngineSizeAnswer;
import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.answers.fields.ModelFields;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.RangeJson;
import dev.llmfit.answers.recommend.EnginesDocument;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.team.TeamLaunch;
import dev.llmfit.recommend.team.TeamWish;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import dev.llmfit.sizing.speed.Span;
import dev.llmfit.sizing.vllm.VllmEngine;
import dev.llmfit.sizing.vllm.speed.StepTime;
import java.util.Locale;
import java.util.Optional;

/** A launch for several users as a document, and the question for it. */
public final class TeamDocument {
    /** Tokens of a request where the question names none: a chat with some history; judgement. */
    private static final int USUAL_CTX = 8192;

    private static final FieldCheck CHECK = new FieldCheck("recommend");

    private static final String CTX = "ctx";
    private static final String USERS = "users";
    private static final String NODES = "nodes";

    private TeamDocument() {}

    /**
     * Reads a question: {@code engine}, {@code model} or {@code gguf}, {@code hardware} and what goes with it, {@code users}, {@code ctx}, {@code nodes}.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is not known or holds what cannot be meant
     */
    public static TeamQuestion question(QuestionFields fields) {
        engine(fields.requiredText("engine"));
        TeamQuestion question = new TeamQuestion(
                ModelFields.read(fields),
                fields.hardware(),
                wish(
                        fields.whole(USERS, 1).stream().boxed().findFirst(),
                        fields.tokens(CTX, 1).stream().boxed().findFirst(),
                        fields.whole(NODES, 1).stream().boxed().findFirst()));
        fields.done();
        return question;
    }

    /**
     * Returns the engine of that name, which serves several users.
     *
     * @throws dev.llmfit.answers.RefusedException if there is none of this name, or its launches are sized but not chosen
     */
    public static SizedEngine engine(String name) {
        SizedEngine engine = EngineSizeDocument.engine(name);
        if (!engine.isRecommended()) {
            throw CHECK.refused(
                    "engine",
                    "{0} may be " + VllmEngine.ID + " beside " + SizedEngines.LLAMA_CPP + ": launches of "
                            + engine.title() + " are sized, not recommended.");
        }
        return engine;
    }

    /**
     * Returns what a team needs.
     *
     * @param users 1 if empty
     * @param ctx 8192 if empty
     * @param nodes 1 if empty
     * @throws dev.llmfit.answers.RefusedException if a number cannot be meant
     */
    public static TeamWish wish(Optional<Integer> users, Optional<Integer> ctx, Optional<Integer> nodes) {
        CHECK.atLeastOne(USERS, users);
        CHECK.atLeastOne(CTX, ctx);
        if (users.orElse(1) > TeamWish.MOST_USERS) {
            throw CHECK.refused(
                    USERS,
                    String.format(
                            Locale.ROOT,
                            "{0} must be at most %,d, not %,d.",
                            TeamWish.MOST_USERS,
                            users.orElseThrow()));
        }
        CHECK.atLeastOne(NODES, nodes);
        if (nodes.orElse(1) > TeamWish.MOST_NODES) {
            throw CHECK.refused(
                    NODES, "{0} must be at most " + TeamWish.MOST_NODES + ", not " + nodes.orElseThrow() + ".");
        }
        return new TeamWish(users.orElse(1), ctx.orElse(USUAL_CTX), nodes.orElse(1));
    }

    /** Returns the document. */
    public static JsonObject of(TeamAnswer answer) {
        TeamLaunch launch = answer.launch();
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/team/1")
                .put("model", answer.model())
                .put("checkpoint", launch.checkpoint())
                .put(USERS, launch.wish().users())
                .put(CTX, launch.wish().ctx())
                .put("held_users", launch.held().likely())
                .put("held_users_least", launch.held().least())
                .put(NODES, launch.split().computers())
                .put("gpus", launch.gpus())
                .put("command", launch.service().command())
                .put("size", EngineSizeDocument.of(new EngineSizeAnswer(answer.model(), launch.size())));
        launch.speed().ifPresent(s -> document.put("speed", speed(launch, s)));
        document.put("engines", EnginesDocument.of(answer.engines()));
        document.put(
                "because",
                launch.reasons().stream()
                        .map(r -> JsonObject.builder()
                                .put("rule", r.rule().id())
                                .put("text", EnginesDocument.said(r))
                                .build())
                        .toList());
        return document.put("notes", answer.notes()).build();
    }

    private static JsonObject speed(TeamLaunch launch, StepTime time) {
        Span first = time.firstToken(launch.half(), 1).seconds();
        return JsonObject.builder()
                .put("total_tok_s", RangeJson.exact(launch.total().orElseThrow()))
                .put("each_tok_s", RangeJson.exact(launch.each().orElseThrow()))
                .put("alone_tok_s", RangeJson.exact(time.each(1, launch.half())))
                .put("first_token_s", RangeJson.exact(first.low(), first.mid(), first.high()))
                .put("basis", StepTime.BASIS)
                .build();
    }
}
