package dev.llmfit.mcp.tools;

import dev.llmfit.answers.AnswerDocument;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.size.FitsDocument;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.verify.VerifyDocument;
import dev.llmfit.answers.verify.VerifyQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.AbandonedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers calls of tools: each asks a question as every other door does, and tells the short of its document. */
public final class Toolbox implements ToolCalls {
    /** Models that size compares at most. */
    private static final int MOST_MODELS = 3;

    /** Rows that lists have where the caller does not say; judgement: what an agent reads for one decision. */
    private static final int USUAL_ROWS = 8;

    private static final int USUAL_PICKS = 3;
    private static final int USUAL_PURCHASES = 5;

    /** Candidates that are asked for where only some have what is needed. */
    private static final int SEARCHED = 40;

    private final Workbench bench;
    private final List<Tool> tools;
    private final CallWords words;

    /**
     * Creates a toolbox.
     *
     * @param bench what answers
     * @param mayRun whether engines may be run
     */
    public Toolbox(Workbench bench, boolean mayRun) {
        this.bench = bench;
        this.tools = Tool.all(mayRun);
        this.words = new CallWords(tools);
    }

    /** Returns the tools. */
    public List<Tool> tools() {
        return tools;
    }

    @Override
    public ToolAnswer call(String name, JsonObject arguments, Progress progress) {
        try {
            Tool tool = tools.stream()
                    .filter(t -> t.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> Arguments.refused("There is no tool '" + name + "'."));
            return answer(new Arguments(tool, arguments), name, progress);
        } catch (AbandonedException e) {
            throw e; // the request was cancelled
        } catch (RefusedException e) {
            return error(e.refusal(), arguments);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return error(Refusal.of(e), arguments);
        }
    }

    private ToolAnswer answer(Arguments given, String name, Progress progress) {
        return switch (name) {
            case "which_model" -> whichModel(given);
            case "size" -> size(given, progress);
            case "find_models" -> findModels(given);
            case "quants" -> quants(given);
            case "what_to_buy" -> whatToBuy(given);
            case "fleet" -> fleet(given);
            case "machine" -> machine(given);
            case "diagnose" -> diagnose(given);
            case "prove" -> prove(given, progress);
            default -> throw new IllegalStateException("no answer for the tool " + name);
        };
    }

    private ToolAnswer error(Refusal refusal, JsonObject arguments) {
        String sentence = words.of(refusal.said());
        JsonArray calls = words.calls(refusal.hint().steps());
        Optional<String> model = Doc.text(arguments, "model");
        if (calls.items().isEmpty() && refusal.kind() == Refusal.Kind.MODEL && model.isPresent()) {
            calls = new JsonArray(List.of(JsonObject.builder()
                    .put("tool", "find_models")
                    .put("query", family(model.get()))
                    .build()));
        }
        JsonObject.Builder content =
                JsonObject.builder().put("code", refusal.code()).put("message", sentence);
        List<String> lines = new ArrayList<>(List.of(sentence));
        if (!refusal.hint().isEmpty()) {
            content.put("hint", words.of(refusal.hint()));
            lines.add("Hint: " + words.of(refusal.hint()));
        }
        calls.items().forEach(call -> lines.add("Call " + Json.compact(call)));
        return new ToolAnswer(content.put("next", calls).build(), lines, true);
    }

    /** Returns what a reference names without its tag, folder or organisation. */
    private static String family(String reference) {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    private JsonObject ask(QuestionType type, JsonObject question) {
        return type.answer(QuestionFields.of(question), bench);
    }

    /** Returns the document itself, the same as every other door gives. */
    private static ToolAnswer full(JsonObject document) {
        return ToolAnswer.of(document, List.of(Json.compact(document)));
    }

    /** Returns the document with only the first items of its list; how many there are stands beside it. */
    private static ToolAnswer full(JsonObject document, String list, int limit) {
        List<JsonValue> items = Doc.items(document, list);
        JsonArray first = new JsonArray(items.stream().limit(limit).toList());
        return full(document.toBuilder()
                .replace(list, first)
                .put("found", items.size())
                .build());
    }

    private ToolAnswer whichModel(Arguments given) {
        int limit = given.whole("limit", USUAL_PICKS);
        Set<String> need = Set.copyOf(given.texts("need"));
        Optional<String> licence = given.text("licence");
        boolean chosen = !need.isEmpty() || licence.isPresent();
        JsonObject.Builder question = given.question("use", "machine", "ctx", "min_tok_s", "users").toBuilder();
        JsonObject document = ask(
                QuestionType.RECOMMEND,
                question.put("top", chosen ? SEARCHED : limit).build());
        if (given.full()) {
            return full(document);
        }
        List<JsonValue> candidates = Doc.items(document, "candidates").stream()
                .filter(c -> Doc.truth(c, "recommended"))
                .filter(c -> !chosen || has(Doc.said(c, "model"), need, licence))
                .toList();
        JsonObject brief = Briefs.recommendation(document, candidates, limit);
        return ToolAnswer.of(brief, recommended(brief));
    }

    private boolean has(String model, Set<String> need, Optional<String> licence) {
        JsonObject shown =
                ask(QuestionType.MODEL, JsonObject.builder().put("model", model).build());
        JsonValue known = Doc.at(shown, "catalogue").orElse(shown);
        Set<String> can = Doc.items(known, "modalities").stream()
                .flatMap(v -> v.asText().stream())
                .collect(Collectors.toSet());
        Doc.items(known, "purposes").forEach(p -> p.asText().ifPresent(can::add));
        boolean licensed = licence.map(
                        l -> Doc.said(known, "licence").toLowerCase(Locale.ROOT).contains(l.toLowerCase(Locale.ROOT)))
                .orElse(true);
        return licensed
                && (!need.contains("vision") || can.contains("image") || can.contains("vision"))
                && (!need.contains("tools") || can.contains("tools") || can.contains("agents"))
                && (!need.contains("code") || can.contains("code") || can.contains("coding") || can.contains("chat"));
    }

    private static List<String> recommended(JsonObject brief) {
        List<String> lines = new ArrayList<>();
        Doc.at(brief, "pick").filter(p -> p instanceof JsonObject).ifPresent(p -> lines.add("Run " + Briefs.line(p)));
        Doc.text(brief, "run").ifPresent(lines::add);
        Doc.items(brief, "why").forEach(w -> lines.add("Why: " + w.asText().orElse("")));
        Doc.items(brief, "others").forEach(o -> lines.add("Or " + Briefs.line(o)));
        return lines;
    }

    private ToolAnswer size(Arguments given, Progress progress) {
        List<String> models = given.texts("models");
        List<String> asked = models.isEmpty() ? given.text("model").stream().toList() : models;
        if (asked.isEmpty()) {
            throw Arguments.refused("size needs 'model', or up to three 'models'.");
        }
        if (asked.size() > MOST_MODELS) {
            throw Arguments.refused("'models' holds " + asked.size() + ", expected at most three.");
        }
        List<JsonValue> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        boolean fits = true;
        for (String model : asked) {
            SizeQuestion question = new StateQuestions(given.state(model)).size(bench, progress);
            JsonObject document = AnswerDocument.of(question, bench.ask(question), SizeDocument::of);
            if (given.full() && asked.size() == 1) {
                return full(document);
            }
            FitsQuestion around = new FitsQuestion(question);
            JsonObject beside = AnswerDocument.of(around, bench.ask(around), FitsDocument::of);
            JsonObject row = Briefs.size(document, beside);
            boolean whole = Doc.truth(row, "fits");
            JsonObject.Builder out = row.toBuilder();
            if (!whole) {
                change(row).ifPresent(c -> out.put("change", c));
            }
            fits &= whole;
            rows.add(given.full() ? document : out.build());
            lines.add(Briefs.line(out.build()));
        }
        return ToolAnswer.of(
                JsonObject.builder()
                        .put("fits", fits)
                        .put("sizes", new JsonArray(rows))
                        .build(),
                lines);
    }

    /** Returns the smallest change that makes a launch fit: the first of these that has a value. */
    private static Optional<JsonObject> change(JsonValue row) {
        for (List<String> way : List.of(
                List.of("largest_ctx", "ctx"), List.of("smallest_ncmoe", "ncmoe"), List.of("largest_ngl", "ngl"))) {
            Optional<JsonValue> value = Doc.at(row, way.getFirst());
            if (value.isPresent()) {
                return Optional.of(
                        JsonObject.builder().put(way.getLast(), value.get()).build());
            }
        }
        return Optional.empty();
    }

    private ToolAnswer findModels(Arguments given) {
        JsonObject document = ask(QuestionType.MODELS, given.question("query", "machine"));
        int limit = given.whole("limit", USUAL_ROWS);
        if (given.full()) {
            return full(document, "models", limit);
        }
        return rows(
                "models",
                Briefs.models(document, limit),
                Doc.items(document, "models").size());
    }

    private static ToolAnswer rows(String name, JsonArray rows, int found) {
        List<String> lines = rows.items().stream().map(Briefs::line).toList();
        return ToolAnswer.of(
                JsonObject.builder().put(name, rows).put("found", found).build(), lines);
    }

    private ToolAnswer quants(Arguments given) {
        JsonObject document = ask(QuestionType.QUANTS, given.question("model", "machine"));
        int limit = given.whole("limit", USUAL_ROWS);
        if (given.full()) {
            return full(document, "quants", limit);
        }
        JsonArray rows = Briefs.quants(document, limit);
        JsonObject.Builder out = JsonObject.builder().put("model", Doc.said(document, "model", "id"));
        Doc.text(document, "sweet_spot").ifPresent(s -> out.put("best", s));
        return ToolAnswer.of(
                out.put("quants", rows).build(),
                rows.items().stream().map(Briefs::line).toList());
    }

    private ToolAnswer whatToBuy(Arguments given) {
        JsonObject document = ask(QuestionType.PLAN, given.question("model", "machine", "ctx", "users", "min_tok_s"));
        int limit = given.whole("limit", USUAL_PURCHASES);
        if (given.full()) {
            return full(document, "machines", limit);
        }
        JsonArray rows = Briefs.purchases(document, given.number("budget").orElse(Double.MAX_VALUE), limit);
        return rows("options", rows, rows.items().size());
    }

    private ToolAnswer fleet(Arguments given) {
        JsonObject.Builder question = given.question("machines", "want").toBuilder();
        given.number("growth")
                .ifPresent(g -> question.put(
                        "growth", JsonObject.builder().put("percent", g).build()));
        JsonObject document = ask(QuestionType.FLEET, question.build());
        if (given.full()) {
            return full(document, "placement", given.whole("limit", USUAL_ROWS));
        }
        JsonObject brief = FleetBrief.of(document, given.whole("limit", USUAL_PICKS));
        return ToolAnswer.of(brief, FleetBrief.lines(brief));
    }

    private ToolAnswer machine(Arguments given) {
        JsonObject.Builder question = JsonObject.builder();
        given.text("name").ifPresent(name -> question.put("hardware", name));
        JsonObject document = ask(QuestionType.PROBE, question.build());
        if (given.full()) {
            return full(document);
        }
        JsonObject brief = Briefs.machine(document);
        List<String> lines = new ArrayList<>();
        lines.add(Doc.said(brief, "machine") + ", " + Doc.said(brief, "cpu") + ", " + Doc.said(brief, "os"));
        Doc.items(brief, "devices").forEach(d -> lines.add(Briefs.line(d)));
        Doc.items(brief, "memory").forEach(m -> lines.add(Briefs.line(m)));
        Doc.items(brief, "taken").forEach(t -> lines.add(t.asText().orElse("")));
        return ToolAnswer.of(brief, lines);
    }

    private ToolAnswer diagnose(Arguments given) {
        JsonObject.Builder question = given.question("model", "machine").toBuilder();
        question.put("log", given.text("log").orElseThrow().lines().toList());
        JsonObject document = ask(QuestionType.SYMPTOM, question.build());
        if (given.full()) {
            return full(document);
        }
        List<JsonValue> remedies = new ArrayList<>(Doc.items(document, "changes"));
        remedies.addAll(Doc.items(document, "advice"));
        JsonObject.Builder out = JsonObject.builder().put("symptom", Doc.said(document, "symptom"));
        Doc.at(document, "failure").ifPresent(f -> out.put("failure", f));
        JsonArray first = new JsonArray(remedies.stream().limit(USUAL_PURCHASES).toList());
        JsonObject brief = out.put("remedies", first).build();
        List<String> lines = new ArrayList<>();
        lines.add("Symptom: " + Doc.said(brief, "symptom"));
        Doc.at(brief, "failure").ifPresent(f -> lines.add("Failed: " + Briefs.line(f)));
        first.items().forEach(r -> lines.add(remedy(r)));
        return ToolAnswer.of(brief, lines);
    }

    private static String remedy(JsonValue remedy) {
        return Doc.text(remedy, "change")
                .map(c -> c + ": saves "
                        + Doc.written(Doc.gib(Doc.number(remedy, "saves").orElse(0))) + " GiB"
                        + (Doc.truth(remedy, "enough") ? ", enough" : "") + "; costs " + Doc.said(remedy, "cost"))
                .orElseGet(() -> Doc.said(remedy, "text")
                        + Doc.text(remedy, "fix").map(f -> " " + f).orElse(""));
    }

    private ToolAnswer prove(Arguments given, Progress progress) {
        JsonObject.Builder question = given.question("model").toBuilder();
        Doc.at(given.question("ctx"), "ctx").ifPresent(c -> question.put("n_ctx", c));
        Doc.at(given.question("ngl"), "ngl").ifPresent(n -> question.put("n_gpu_layers", n));
        VerifyQuestion verify = VerifyDocument.question(QuestionFields.of(question.build()));
        JsonObject document = AnswerDocument.of(verify, bench.ask(verify, progress), VerifyDocument::of);
        if (given.full()) {
            return full(document);
        }
        JsonObject brief = JsonObject.builder()
                .put("proven", Doc.truth(document, "passed"))
                .put("engine", Doc.said(document, "engine"))
                .put("comparisons", new JsonArray(Doc.items(document, "comparisons")))
                .build();
        List<String> lines = new ArrayList<>();
        lines.add((Doc.truth(brief, "proven") ? "Proven by " : "Not as predicted with ") + Doc.said(brief, "engine"));
        Doc.items(brief, "comparisons").forEach(c -> lines.add(Json.compact(c)));
        return ToolAnswer.of(brief, lines);
    }
}
