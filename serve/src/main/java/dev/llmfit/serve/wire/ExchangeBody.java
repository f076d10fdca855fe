package dev.llmfit.serve.wire;

import com.sun.net.httpserver.HttpExchange;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a call. */
final class ExchangeBody implements Call.Body {
    /** Bytes that are read past a limit, so that a sender hears why before the connection is closed. */
    private static final int SKIPPED = 8 << 20;

    private static final int BLOCK = 16 * 1024;

    private final HttpExchange exchange;
    private final BodyClock clock;
    private boolean read;

    ExchangeBody(HttpExchange exchange, BodyClock clock) {
        this.exchange = exchange;
        this.clock = clock;
        this.read = length() == 0;
    }

    /** Returns whether nothing of it is left on the connection. */
    boolean isRead() {
        return read;
    }

    /** Returns how many bytes are announced; -1 if that is not told. */
    private long length() {
        if (exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
            return -1;
        }
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length == null ? 0 : Long.parseLong(length); // the server has checked it
    }

    @Override
    public byte[] bytes(int most, int seconds) throws IOException {
        BodyClock.Alarm alarm = clock.alarm(exchange, seconds);
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream(BLOCK);
            byte[] block = new byte[BLOCK];
            InputStream in = exchange.getRequestBody();
            long sum = 0;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                sum += n;
                if (sum <= most) {
                    all.write(block, 0, n);
                } else if (length() > most + (long) SKIPPED || sum > most + (long) SKIPPED) {
                    break;
                }
            }
            if (sum > most) {
                throw new HttpProblem(413, "too-long", "The body is longer than " + most + " bytes.");
            }
            read = true;
            return all.toByteArray();
        } finally {
            alarm.cancel();
        }
    }

    @Override
    public InputStream stream() {
        return exchange.getRequestBody();
    }
}
