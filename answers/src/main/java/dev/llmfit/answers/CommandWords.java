package dev.llmfit.answers;

import dev.llmfit.recommend.emit.ShellQuotes;
import dev.llmfit.units.NextStep;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says next steps as what a person types: {@code llmfit models qwen}, {@code --header-only}. The sentences of documents speak so
 * too; the steps as data may stand beside them.
 */
public final class CommandWords implements Words {
    /** Fields that are typed without a flag. */
    private static final Set<String> POSITIONAL =
            Set.of("model", "query", "action", "id", "rule", "source", "file", "flags", "repository");

    /** Commands whose model is given by a flag. */
    private static final Set<String> MODEL_BY_FLAG = Set.of("recommend", "doctor");

    /** Flags whose name is not that of the field with dashes: llama.cpp's short ones. */
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("n_ctx", "-c"),
            Map.entry("n_gpu_layers", "-ngl"),
            Map.entry("n_parallel", "-np"),
            Map.entry("n_ubatch", "-ub"),
            Map.entry("n_batch", "-b"),
            Map.entry("n_cpu_moe", "-ncmoe"),
            Map.entry("type_k", "-ctk"),
            Map.entry("type_v", "-ctv"),
            Map.entry("draft_model", "-md"),
            Map.entry("machines", "--compare"),
            Map.entry("verbose", "-v"),
            Map.entry("file_type", "--quant"));

    /** What stands for a value that the reader is to fill in, where it is not the field's name in capitals. */
    private static final Map<String, String> PLACEHOLDERS = Map.ofEntries(
            Map.entry("n_ctx", "N"),
            Map.entry("n_gpu_layers", "N"),
            Map.entry("n_parallel", "N"),
            Map.entry("n_ubatch", "N"),
            Map.entry("n_batch", "N"),
            Map.entry("n_cpu_moe", "N"),
            Map.entry("draft_model", "DRAFT"),
            Map.entry("mmproj", "FILE"),
            Map.entry("save", "FILE"),
            Map.entry("report", "FILE"),
            Map.entry("raw", "DIR"),
            Map.entry("rpc", "HOST:PORT"),
            Map.entry("api_price", "…"),
            Map.entry("tokens_per_month", "…"));

    private final Said said;

    /** Creates the words for an answer to a question that said nothing. */
    public CommandWords() {
        this(Said.NOTHING);
    }

    /** Creates the words for the answer to a question: what that said is said again. */
    public CommandWords(Said said) {
        this.said = said;
    }

    @Override
    public String of(NextStep step) {
        // No switch over types: its bootstrap costs every cold process some milliseconds.
        if (step instanceof NextStep.Ask ask) {
            return command(said.again(ask));
        }
        if (step instanceof NextStep.Change change) {
            return flag(change.field(), change.value());
        }
        return step instanceof NextStep.Read read ? read.page().toString() : ((NextStep.Write) step).file();
    }

    private static String command(NextStep.Ask ask) {
        StringBuilder line = new StringBuilder("llmfit ").append(ask.question());
        ask.with().forEach((field, value) -> {
            String said = value.isEmpty() ? placeholder(field) : quoted(field, value);
            line.append(' ').append(isPositional(ask.question(), field) ? said : flag(field, said));
        });
        return line.toString();
    }

    private static boolean isPositional(String question, String field) {
        return POSITIONAL.contains(field) && !(field.equals("model") && MODEL_BY_FLAG.contains(question));
    }

    private static String placeholder(String field) {
        String known = PLACEHOLDERS.get(field);
        return known == null ? field.toUpperCase(Locale.ROOT) : known;
    }

    /** A rest of a command line is quoted where it must be already. */
    private static String quoted(String field, String value) {
        return field.equals("flags") ? value : ShellQuotes.quote(value);
    }

    private static String flag(String field, String value) {
        String known = FLAGS.get(field);
        String flag = known == null ? "--" + field.replace('_', '-') : known;
        return value.isEmpty() || value.equals("true") ? flag : flag + " " + value;
    }
}
