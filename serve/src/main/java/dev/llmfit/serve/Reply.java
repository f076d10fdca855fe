package dev.llmfit.serve;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A response.
 *
 * @param status its code
 * @param headers its headers, without those of its length
 * @param content what is sent
 */
public record Reply(int status, SequencedMap<String, String> headers, Content content) {
    /** What is sent. */
    public sealed interface Content {}

    /**
     * Bytes that are there.
     *
     * @param bytes the bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Whole(byte[] bytes) implements Content {}

    /**
     * Bytes that come one after the other.
     *
     * @param writer writes them
     */
    public record Flow(Writer writer) implements Content {}

    /** Writes a response that is not there at once. */
    @FunctionalInterface
    public interface Writer {
        /** Writes it; a reader that has gone is an {@link IOException}. */
        void write(OutputStream out) throws IOException;
    }

    private static final String TYPE = "Content-Type";

    public Reply {
        headers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(headers));
    }

    /** Returns a response without content. */
    public static Reply empty(int status) {
        return new Reply(status, new LinkedHashMap<>(), new Whole(new byte[0]));
    }

    /** Returns a response of bytes. */
    public static Reply of(int status, String type, byte[] bytes) {
        return new Reply(status, new LinkedHashMap<>(Map.of(TYPE, type)), new Whole(bytes));
    }

    /** Returns a response that comes bit by bit. */
    public static Reply flowing(String type, Writer writer) {
        return new Reply(200, new LinkedHashMap<>(Map.of(TYPE, type)), new Flow(writer));
    }

    /** Returns a document as the command line prints it. */
    public static Reply document(int status, String type, JsonValue document) {
        return of(status, type, (Json.pretty(document) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a document as the command line prints it. */
    public static Reply document(JsonValue document) {
        return document(200, "application/json", document);
    }

    /** Returns the same with one more header. */
    public Reply with(String name, String value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, content);
    }
}
