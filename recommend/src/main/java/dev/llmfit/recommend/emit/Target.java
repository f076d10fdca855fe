package dev.llmfit.recommend.emit;

import dev.llmfit.units.ControlCharacters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a plan can be written for. */
public enum Target {
    LLAMA_SERVER,
    LLAMA_CLI,
    PRESET,
    OLLAMA,
    MODELFILE,
    LMSTUDIO,
    TEXTGEN,
    COMPOSE,
    SYSTEMD,
    KUBERNETES,
    LANGCHAIN,
    OPENAI;

    /** Returns the name on the command line, for example {@code llama-server}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the target with this name. */
    public static Optional<Target> byId(String id) {
        return Arrays.stream(values()).filter(t -> t.id().equals(id)).findFirst();
    }

    /** Returns all names. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Target::id).toList();
    }

    /**
     * Returns why a plan cannot be written for this target: its file has a name that the format has no way to quote, or the program
     * has nothing that ranks.
     */
    public Optional<String> obstacle(Plan plan) {
        if (plan.ranks() && (this == OLLAMA || this == MODELFILE)) {
            return Optional.of("Ollama has nothing that ranks");
        }
        if (!plan.rpc().isEmpty() && (this == OLLAMA || this == MODELFILE || this == LMSTUDIO || this == TEXTGEN)) {
            return Optional.of("RPC servers are llama.cpp's own, and " + id() + " has no option for them");
        }
        boolean named = this != OLLAMA && this != LMSTUDIO;
        if (named && ControlCharacters.isIn(plan.file())) {
            return Optional.of("The file's name holds a control character, which " + id() + " cannot express");
        }
        boolean comment = plan.file().indexOf('#') >= 0 || plan.file().indexOf(';') >= 0;
        if (this == PRESET && (comment || !plan.file().equals(plan.file().strip()))) {
            return Optional.of("A preset ends a value at # and ; and at outer blanks, and the file's name holds one");
        }
        if (this == MODELFILE
                && (plan.file().contains(OllamaText.QUOTES) || plan.file().endsWith("\""))) {
            return Optional.of("A Modelfile cannot quote the quotes in the file's name");
        }
        return Optional.empty();
    }

    /** Returns the text for this target, ending with a line break if it is a file. */
    public String emit(Plan plan) {
        return switch (this) {
            case LLAMA_SERVER -> LlamaCppText.server(plan);
            case LLAMA_CLI -> LlamaCppText.cli(plan);
            case PRESET -> LlamaCppText.preset(plan);
            case OLLAMA -> OllamaText.run(plan);
            case MODELFILE -> OllamaText.modelfile(plan);
            case LMSTUDIO -> Desktop.lmStudio(plan);
            case TEXTGEN -> Desktop.textGeneration(plan);
            case COMPOSE -> Service.compose(plan);
            case SYSTEMD -> Service.systemd(plan);
            case KUBERNETES -> Service.kubernetes(plan);
            case LANGCHAIN -> Client.langChain(plan);
            case OPENAI -> Client.openAi(plan);
        };
    }
}
