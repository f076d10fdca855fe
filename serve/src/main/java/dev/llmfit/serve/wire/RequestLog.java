package dev.llmfit.serve.wire;

import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.Reply;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells of each call its path and what came of it, and nothing else: no query, no body, no header, so no token, and of questions no more
 * than a name that is part of the path.
 *
 * @param lines hears it
 * @param inside answers the calls
 */
public record RequestLog(Consumer<JsonObject> lines, Handler inside) implements Handler {
    /** Characters of a path that are told; no address of the server is longer, and whoever asks for others must not fill a disk. */
    private static final int MOST = 200;

    private static final double MICROS_OF_MILLI = 1e3;

    @Override
    public Reply handle(Call call) throws IOException {
        long begin = System.nanoTime();
        Reply reply = answered(call, begin);
        if (reply.content() instanceof Reply.Whole whole) {
            lines.accept(line(call, OptionalInt.of(reply.status()), begin, whole.bytes().length, true));
            return reply;
        }
        Reply.Flow flow = (Reply.Flow) reply.content();
        return new Reply(
                reply.status(), reply.headers(), new Reply.Flow(out -> flow(call, reply.status(), begin, flow, out)));
    }

    /** What does not come to its end has no status here: the connection closes. */
    private Reply answered(Call call, long begin) throws IOException {
        boolean whole = false;
        try {
            Reply reply = inside.handle(call);
            whole = true;
            return reply;
        } finally {
            if (!whole) {
                lines.accept(line(call, OptionalInt.empty(), begin, 0, false));
            }
        }
    }

    /** What comes bit by bit is told when it is over. */
    private void flow(Call call, int status, long begin, Reply.Flow flow, OutputStream out) throws IOException {
        Counted counted = new Counted(out);
        boolean whole = false;
        try {
            flow.writer().write(counted);
            whole = true;
        } finally {
            lines.accept(line(call, OptionalInt.of(status), begin, counted.sum, whole));
        }
    }

    private static JsonObject line(Call call, OptionalInt status, long begin, long bytes, boolean whole) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
        String path = call.path();
        JsonObject.Builder line = event("request")
                .put("method", call.method())
                .put("path", path.length() <= MOST ? path : path.substring(0, MOST) + "…");
        status.ifPresent(s -> line.put("status", s));
        line.put("ms", micros / MICROS_OF_MILLI)
                .put("bytes", bytes)
                .put("from", call.from().getHostAddress());
        if (!whole) {
            line.put("broken_off", true);
        }
        return line.build();
    }

    /** Begins a line about something that happens now. */
    public static JsonObject.Builder event(String name) {
        return JsonObject.builder()
                .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("event", name);
    }

    /** Counts what is written. */
    private static final class Counted extends FilterOutputStream {
        private long sum;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            sum++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            sum += length;
        }
    }
}
