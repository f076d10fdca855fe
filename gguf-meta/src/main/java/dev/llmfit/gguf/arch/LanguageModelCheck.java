package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.Model;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Optional;

/**
 * Tells files of GGUF with a language model from those with something that goes beside one.
 *
 * <p>Source: {@code general.type} ({@code GGUFType} of {@code gguf-py/gguf/constants.py}); projectors have the architecture {@code clip}
 * ({@code tools/mtmd/clip.cpp}).
 */
public final class LanguageModelCheck {
    private static final String PROJECTOR = "clip";

    private LanguageModelCheck() {}

    /**
     * Refuses a file that is given as the model and is none.
     *
     * @throws HyperParametersException which says what it is and what to do
     */
    public static void require(Model model) {
        Optional<HyperParametersException> refusal = beside(model);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        if (model.architecture().isEmpty()) {
            throw new HyperParametersException(
                    "'" + model.name() + "' has no general.architecture: it is not a language model file");
        }
    }

    private static Optional<HyperParametersException> beside(Model model) {
        String type = model.metadata().find("general.type").orElse(null) instanceof GgufValue.Text t ? t.value() : "";
        if (type.equals("imatrix")
                || model.metadata().find("imatrix.chunk_count").isPresent()) {
            return said(
                    model,
                    "an importance matrix (imatrix), which llama-quantize takes and no program runs",
                    Hint.plain("give the model itself"));
        }
        if (type.equals("adapter") || model.metadata().find("adapter.type").isPresent()) {
            return said(
                    model,
                    "an adapter (LoRA) that changes a model",
                    Hint.of("give the model it was trained for, and this file with {0}", new Change("lora", "")));
        }
        if (type.equals("mmproj") || model.architecture().equals(PROJECTOR)) {
            return said(
                    model,
                    "a projector (mmproj), the part of a model that sees or hears",
                    Hint.of("give the language model, and this file with {0}", new Change("mmproj", "")));
        }
        return Optional.empty();
    }

    private static Optional<HyperParametersException> said(Model model, String what, Hint remedy) {
        return Optional.of(new HyperParametersException("'" + model.name() + "' is " + what + ", no model", remedy));
    }
}
