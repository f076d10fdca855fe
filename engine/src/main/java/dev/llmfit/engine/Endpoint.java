package dev.llmfit.engine;

/** Where an engine takes many requests at the same time, in OpenAI's protocol. */
public sealed interface Endpoint {
    /**
     * A server that runs already.
     *
     * @param address for example {@code http://127.0.0.1:8080}
     */
    record Running(String address) implements Endpoint {}

    /** A server that a model is loaded into first; {@link LoadedModel#address} is where it listens. */
    record OnceLoaded() implements Endpoint {}
}
