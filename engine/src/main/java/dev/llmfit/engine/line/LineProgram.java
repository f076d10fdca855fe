package dev.llmfit.engine.line;

/**
 * A program whose lines are read.
 *
 * <p>Defaults of llama.cpp's: {@code common_params_parser_init} and {@code llama_server} (b11434). llama-cli starts a server inside,
 * with one slot ({@code tools/cli/cli-server.h}).
 */
public enum LineProgram {
    /** {@code llama-server}, {@code llama serve}. */
    LLAMA_SERVER("llama-server", 's'),
    /** {@code llama-cli}, {@code llama cli}. */
    LLAMA_CLI("llama-cli", 'c'),
    /** {@code llama-completion}, once {@code main}, and the programs that take its options. */
    LLAMA_COMPLETION("llama-completion", 'p'),
    /** {@code llama-bench}. */
    LLAMA_BENCH("llama-bench", 'b'),
    /** {@code ollama run}, {@code pull} and others, a Modelfile, a request to its server. */
    OLLAMA("ollama", 'o'),
    /** {@code lms load}, {@code lms get}. */
    LM_STUDIO("LM Studio", 'l'),
    /** {@code hf download}, {@code huggingface-cli download}: nothing is started. */
    DOWNLOAD("a download", 'd'),
    /** A request to a server with OpenAI's interface. */
    REQUEST("a request", 'r'),
    /** {@code Llama(model_path=…)} of llama-cpp-python, and its server. */
    LLAMA_CPP_PYTHON("llama-cpp-python", 'y'),
    /** {@code koboldcpp}. */
    KOBOLDCPP("koboldcpp", 'k'),
    /** {@code python server.py} of text-generation-webui. */
    TEXT_GENERATION_WEBUI("text-generation-webui", 'w'),
    /** llama.cpp's options without a program, behind {@code llmfit size}. */
    NONE("llmfit", 's');

    private final String title;
    private final char letter;

    LineProgram(String title, char letter) {
        this.title = title;
        this.letter = letter;
    }

    /** Returns its name. */
    public String title() {
        return title;
    }

    /** Returns its letter in {@code launch-options.tsv}. */
    public char letter() {
        return letter;
    }

    /** Returns whether it is one of llama.cpp's. */
    public boolean isLlamaCpp() {
        return this == LLAMA_SERVER || this == LLAMA_CLI || this == LLAMA_COMPLETION || this == LLAMA_BENCH;
    }
}
