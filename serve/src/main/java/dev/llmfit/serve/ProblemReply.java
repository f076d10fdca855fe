package dev.llmfit.serve;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.StepDocument;
import dev.llmfit.answers.Words;
import dev.llmfit.json.JsonObject;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;

/** Responses that say why there is no answer: problem details (RFC 9457). */
public final class ProblemReply {
    private static final String TYPE = "application/problem+json";
    private static final Words WORDS = new RestWords();

    private ProblemReply() {}

    /** Returns the response to a call that cannot be answered, whatever it asks. */
    public static Reply of(int status, String code, String detail) {
        return Reply.document(status, TYPE, begun(status, code, detail).build());
    }

    /** Returns the response to a question that has no answer. */
    public static Reply of(Refusal refusal) {
        return Reply.document(status(refusal), TYPE, document(refusal));
    }

    /** Returns the document of a question that has no answer. */
    public static JsonObject document(Refusal refusal) {
        JsonObject.Builder document = begun(status(refusal), refusal.code(), detail(refusal));
        refusal.field().ifPresent(field -> document.put("pointer", pointer(field)));
        List<NextStep> next = new ArrayList<>(refusal.hint().steps());
        next.removeIf(step -> step instanceof NextStep.Ask ask && ask.with().containsKey("help"));
        if (!next.isEmpty()) {
            document.put("next", StepDocument.of(next));
        }
        return document.build();
    }

    private static JsonObject.Builder begun(int status, String code, String detail) {
        return JsonObject.builder()
                .put("type", "urn:llmfit:error:" + code)
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
    }

    /** One sentence: what is wrong, and in brackets what to do, unless that is to read the help of a command. */
    private static String detail(Refusal refusal) {
        String said = WORDS.of(refusal.said());
        boolean help = refusal.hint().steps().stream()
                .anyMatch(step -> step instanceof NextStep.Ask ask && ask.with().containsKey("help"));
        String hint = help ? "" : WORDS.of(refusal.hint());
        return hint.isEmpty() ? said : said + " (" + hint + ")";
    }

    /** Returns the status that a refusal means. */
    public static int status(Refusal refusal) {
        return switch (refusal.kind()) {
            case BAD_QUESTION, LAUNCH, DOES_NOT_FIT, HARDWARE -> 422;
            case MODEL -> 404;
            case ENGINE -> 502;
            case INTERNAL -> 500;
        };
    }

    /** Returns the pointer (RFC 6901) to a field: {@code /devices/0/name} for {@code devices[0].name}. */
    static String pointer(String field) {
        StringBuilder pointer = new StringBuilder();
        for (String part : field.replace("[", ".").replace("]", "").split("\\.", -1)) {
            pointer.append('/').append(part.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "The request cannot be read";
            case 401 -> "A token is needed";
            case 403 -> "Not from here";
            case 404 -> "Not found";
            case 405 -> "Not this method";
            case 408 -> "The request came too slowly";
            case 409 -> "Not now";
            case 413 -> "Too long";
            case 415 -> "Not this type";
            case 421 -> "Not this host";
            case 422 -> "The question cannot be answered";
            case 429 -> "Too many questions";
            case 502 -> "The engine failed";
            case 503 -> "The server is about to end";
            case 504 -> "It takes too long";
            default -> "An unexpected failure";
        };
    }
}
