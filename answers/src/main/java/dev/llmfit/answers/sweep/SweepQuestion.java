package dev.llmfit.answers.sweep;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.Spelling;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What does a launch take, and how fast is it, for each of many values of one field?
 *
 * @param base the launch
 * @param over the field: context of each slot, layers on the GPUs, experts in RAM, cache type, slots, physical batch or file type
 * @param values its values as a state writes them; none for those that matter
 */
public record SweepQuestion(SizeQuestion base, StateField over, List<String> values) implements Question<SweepAnswer> {
    /** Fields that can be swept. */
    public static final Set<StateField> FIELDS = EnumSet.of(
            StateField.CTX,
            StateField.NGL,
            StateField.NCMOE,
            StateField.KV,
            StateField.NP,
            StateField.UB,
            StateField.FILE);

    /** More values are no table that anybody reads, and each takes some milliseconds; judgement. */
    private static final int MOST_VALUES = 512;

    /**
     * Creates a question.
     *
     * @throws RefusedException if the field cannot be swept or cannot have a value
     */
    public SweepQuestion {
        if (!FIELDS.contains(over)) {
            throw refused("'" + over.key() + "' cannot be swept; " + names() + " can.");
        }
        if (values.size() > MOST_VALUES) {
            throw refused("A sweep over " + values.size() + " values is too long; at most " + MOST_VALUES + ".");
        }
        List<String> checked = new ArrayList<>();
        for (String value : values) {
            String written = State.EMPTY.with(over, value).get(over).orElse("");
            if (!written.isEmpty() && !checked.contains(written)) {
                checked.add(written);
            }
        }
        values = List.copyOf(checked);
    }

    /**
     * Reads {@code ctx} or {@code ctx=4k,8k,16k}.
     *
     * @throws RefusedException if it names no field that can be swept
     */
    public static SweepQuestion of(SizeQuestion base, String text) {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        StateField field = FIELDS.stream()
                .filter(f -> f.key().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> all = FIELDS.stream().map(StateField::key).toList();
                    String near = Spelling.didYouMean(name, all);
                    return refused(
                            "'" + name + "' cannot be swept" + (near.isEmpty() ? "; " + names() + " can." : near));
                });
        return new SweepQuestion(
                base,
                field,
                equals < 0 ? List.of() : List.of(text.substring(equals + 1).split(",")));
    }

    private static String names() {
        return String.join(", ", FIELDS.stream().map(StateField::key).toList());
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION, "usage", sentence, Hint.plain("for example ctx, or ctx=4k,16k,64k")));
    }

    @Override
    public Said said() {
        return base.said();
    }

    @Override
    public SweepAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new SweepAnswering(this, bench, progress).answer();
    }
}
