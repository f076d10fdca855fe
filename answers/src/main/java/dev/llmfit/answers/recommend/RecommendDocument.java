package dev.llmfit.answers.recommend;

import dev.llmfit.answers.fields.FileOnDiskJson;
import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.machine.MachineJson;
import dev.llmfit.answers.rpc.RpcWish;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.recommend.wish.UseCaseWord;
import dev.llmfit.rules.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The document of a recommendation, schema {@code llmfit/recommend/2}. */
public final class RecommendDocument {
    private RecommendDocument() {}

    /**
     * Reads a question.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is not known or holds what cannot be meant
     */
    public static RecommendQuestion question(QuestionFields fields) {
        RecommendQuestion question = new RecommendQuestion(
                fields.text("model"),
                fields.hardware(),
                wish(fields),
                fields.text("why_not"),
                new RpcWish(fields.texts("rpc"), fields.texts("rpc_hardware"), fields.texts("rpc_link")));
        fields.done();
        return question;
    }

    static LaunchWish wish(QuestionFields fields) {
        return new LaunchWish(
                fields.text("use_case").map(LaunchWish::useCase).orElse(UseCaseWord.of(UseCase.CHAT)),
                fields.tokens("ctx", 1).stream().boxed().findFirst(),
                number(fields, "min_tps"),
                whole(fields, "users"),
                fields.choice("prefer", List.of(Aim.values())).orElse(Aim.BALANCED),
                fields.text("file_type"),
                fields.text("cache_type").map(LaunchWish::cacheType),
                fields.word("margin").map(LaunchWish::margin).orElse(Budgets.DEFAULT_MARGIN),
                fields.whole("top", 1, LaunchWish.chat().top()),
                RopeScaling.of(fields.text("rope_scaling"), number(fields, "rope_scale")));
    }

    private static Optional<Integer> whole(QuestionFields fields, String name) {
        return fields.whole(name, 1).stream().boxed().findFirst();
    }

    private static Optional<Double> number(QuestionFields fields, String name) {
        return fields.number(name).stream().boxed().findFirst();
    }

    /** Returns the document. */
    public static JsonObject of(RecommendAnswer answer) {
        Recommendation r = answer.found();
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/recommend/2")
                .put("engine", r.build().toString())
                .put("machine", MachineJson.of(r.machine()))
                .put("use_case", r.request().useCase().id())
                .put("outcome", r.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .putIfPresent("why", r.why());
        r.subject().ifPresent(s -> document.put("model", subject(answer, s)));
        answer.preferred()
                .ifPresent(sentence ->
                        document.put("prefer", r.request().aim().id()).put("answer", sentence));
        document.put(
                "candidates", r.candidates().stream().map(CandidateDocument::of).toList());
        answer.engines().ifPresent(e -> document.put("engines", EnginesDocument.of(e)));
        answer.group().ifPresent(g -> document.put("group", group(g)));
        answer.whyNot().ifPresent(w -> document.put("why_not", whyNot(w)));
        answer.atRest().ifPresent(c -> document.put("at_rest", CandidateDocument.of(c)));
        r.instead().ifPresent(c -> document.put("instead", CandidateDocument.of(c)));
        document.put(
                "advice", r.advice().stream().map(RecommendDocument::advice).toList());
        answer.disk().ifPresent(disk -> document.put("disk", FileOnDiskJson.of(disk)));
        if (!answer.notes().isEmpty()) {
            document.put("notes", answer.notes());
        }
        return document.build();
    }

    private static JsonObject group(RpcGroup g) {
        JsonObject.Builder out = JsonObject.builder().put("better", g.better()).put("choice", g.choice());
        g.group().ifPresent(c -> out.put("launch", CandidateDocument.of(c)));
        g.single().ifPresent(c -> out.put("single", CandidateDocument.of(c)));
        return out.put("single_machine", g.where())
                .put("commands", g.commands())
                .put("warning", RpcGroup.WARNING)
                .build();
    }

    private static JsonObject whyNot(WhyNot w) {
        JsonObject.Builder parts = JsonObject.builder();
        for (WhyNot.Part part : w.parts()) {
            parts.put(
                    part.name(),
                    JsonObject.builder()
                            .put("own", CandidateDocument.doublings(part.own()))
                            .put("first", CandidateDocument.doublings(part.first()))
                            .put("difference", CandidateDocument.doublings(part.difference()))
                            .build());
        }
        return MeantModelJson.put(JsonObject.builder(), w.meant())
                .put("fits", w.fits())
                .put("considered", w.considered())
                .putIfPresent("row", w.row())
                .putIfPresent("why", w.why())
                .putIfPresent("against", w.first().map(Candidate::model))
                .put("parts", parts.build())
                .put("candidate", CandidateDocument.of(w.own()))
                .build();
    }

    private static JsonObject advice(Finding f) {
        return CandidateDocument.finding(f)
                .put("because", CandidateDocument.said(f.reason()))
                .build();
    }

    private static JsonObject subject(RecommendAnswer answer, Recommendation.Subject s) {
        JsonObject.Builder subject = JsonObject.builder();
        answer.meant().ifPresent(meant -> MeantModelJson.put(subject, meant));
        return subject.put("name", s.name())
                .put("architecture", s.architecture())
                .put("layers", s.layers())
                .put("parameters_active", s.activeParameters())
                .put("n_ctx_train", s.ctxTrain())
                .build();
    }
}
