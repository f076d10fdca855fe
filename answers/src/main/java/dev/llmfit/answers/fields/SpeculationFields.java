package dev.llmfit.answers.fields;

import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import java.util.EnumSet;
import java.util.Set;

/** What a question says of speculation: {@code spec_type}, one kind or several, and {@code n_draft}. */
public final class SpeculationFields {
    private SpeculationFields() {}

    /**
     * Reads them. Without {@code spec_type}, tokens of {@code n_draft} are those of a draft model.
     *
     * @param draftModel whether there is one
     */
    public static Speculation read(QuestionFields fields, boolean draftModel) {
        Set<Speculation.Type> types = EnumSet.noneOf(Speculation.Type.class);
        for (String word : fields.texts("spec_type")) {
            if (!word.equals("none")) {
                types.add(Speculation.Type.byWord(word)
                        .orElseThrow(() -> fields.wrong(
                                "spec_type", "is '" + word + "', which " + EngineBuild.NEWEST + " does not have")));
            }
        }
        int given = fields.whole("n_draft", 0, types.isEmpty() ? 0 : SpeculativeSpeed.N_DRAFT);
        if (types.isEmpty() && draftModel && given > 0) {
            types.add(Speculation.Type.DRAFT_SIMPLE);
        }
        return new Speculation(types, given);
    }
}
