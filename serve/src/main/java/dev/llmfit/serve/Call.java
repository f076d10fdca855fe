package dev.llmfit.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A request.
 *
 * @param method {@code GET}, {@code POST} and so on; a {@code HEAD} is handled as a {@code GET}
 * @param path path of the address, decoded, without its query
 * @param query what stands behind the question mark, as it was sent; empty if nothing does
 * @param headers first value of each header, by its name in lower case
 * @param from who asks
 * @param body what was sent
 */
public record Call(String method, String path, String query, Map<String, String> headers, InetAddress from, Body body) {
    /** What was sent, read once. */
    public interface Body {
        /**
         * Returns the bytes.
         *
         * @param most limit of their number
         * @param seconds how long they may take to arrive
         * @throws HttpProblem 413 if there are more, 408 if they take longer
         */
        byte[] bytes(int most, int seconds) throws IOException;

        /** Returns the bytes as they arrive; nothing limits them. */
        InputStream stream() throws IOException;
    }

    public Call {
        headers = Map.copyOf(headers);
    }

    /** Returns a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the fields of the query in their order; of a name that stands twice the last counts. */
    public SequencedMap<String, String> fields() {
        return QueryText.fields(query);
    }
}
