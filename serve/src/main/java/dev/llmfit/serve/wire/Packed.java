package dev.llmfit.serve.wire;

import dev.llmfit.serve.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes responses shorter for those who can unpack them. */
final class Packed {
    /** Shorter ones gain nothing: they fit into one packet anyway. */
    private static final int LEAST = 1024;

    private static final Set<String> TEXTS =
            Set.of("application/json", "application/problem+json", "image/svg+xml", "application/manifest+json");

    private Packed() {}

    /** Returns the response, with gzip if the client takes it and it is a text worth it. */
    static Reply of(Reply reply, @Nullable String accepted) {
        String type = reply.headers().getOrDefault("Content-Type", "").replaceFirst(";.*", "");
        if (!(reply.content() instanceof Reply.Whole whole)
                || whole.bytes().length <= LEAST
                || !(type.startsWith("text/") || TEXTS.contains(type))) {
            return reply;
        }
        Reply varying = reply.with("Vary", "Accept-Encoding");
        if (accepted == null || !takesGzip(accepted)) {
            return varying;
        }
        Reply packed = new Reply(varying.status(), varying.headers(), new Reply.Whole(gzip(whole.bytes())));
        return packed.with("Content-Encoding", "gzip");
    }

    private static boolean takesGzip(String accepted) {
        return Stream.of(accepted.toLowerCase(Locale.ROOT).split(",", -1))
                .map(coding -> coding.replace(" ", ""))
                .anyMatch(c -> c.equals("gzip") || (c.startsWith("gzip;q=") && !c.matches("gzip;q=0(\\.0*)?")));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return packed.toByteArray();
    }
}
