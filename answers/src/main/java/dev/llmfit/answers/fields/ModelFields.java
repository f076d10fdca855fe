package dev.llmfit.answers.fields;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.ModelSource.HeaderFile;
import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.json.Spelling;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which model a question means. */
public final class ModelFields {
    private ModelFields() {}

    /** Reads {@code gguf}, a file whose header is enough, or {@code model}, a reference. */
    public static ModelSource read(QuestionFields fields) {
        Optional<String> gguf = fields.text("gguf");
        Optional<String> model = fields.text("model");
        if (gguf.isPresent()) {
            return new HeaderFile(path(fields, gguf.get()), gguf.get());
        }
        if (model.isEmpty() || model.get().isBlank()) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION, "usage", "The question needs 'gguf' or 'model'.", Hint.NONE));
        }
        return new Named(model.get()
                + label(fields)
                        .filter(l -> !l.isPlain())
                        .map(l -> ":" + l.text())
                        .orElse(""));
    }

    private static Path path(QuestionFields fields, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw fields.wrong("gguf", "is no path: " + e.getReason());
        }
    }

    private static Optional<TypeLabel> label(QuestionFields fields) {
        return fields.text("quant").map(name -> TypeLabel.of(name).orElseThrow(() -> unknownType(name)));
    }

    /**
     * Reads {@code quant}; a name that a publisher made up is part of the model that {@link #read} returns.
     *
     * @throws RefusedException with the code {@code unknown-type} and the nearest names
     */
    public static Optional<FileType> fileType(QuestionFields fields) {
        return label(fields).filter(TypeLabel::isPlain).map(TypeLabel::fileType);
    }

    /** Returns the refusal of a file type that is not known, with the nearest names. */
    public static RefusedException unknownType(String name) {
        List<String> near = Spelling.nearest(
                name, Stream.of(FileType.values()).map(FileType::name).toList());
        Hint hint = near.isEmpty()
                ? Hint.of("{0} lists the file types", new Ask("quants"))
                : Hint.plain("did you mean " + String.join(" or ", near) + "?");
        return new RefusedException(
                new Refusal(Refusal.Kind.MODEL, "unknown-type", "There is no file type '" + name + "'.", hint));
    }
}
