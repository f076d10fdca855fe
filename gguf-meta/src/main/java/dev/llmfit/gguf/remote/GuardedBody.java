package dev.llmfit.gguf.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body whose server may stop sending without closing the connection, which the time limit of a request does not cover: a read that
 * gets nothing for so long closes the body and fails.
 */
final class GuardedBody extends FilterInputStream {
    private final Duration patience;
    private final AtomicBoolean stalled = new AtomicBoolean();

    GuardedBody(InputStream body, Duration patience) {
        super(body);
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        CompletableFuture<Void> guard = CompletableFuture.runAsync(
                this::giveUp, CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
        int count;
        try {
            count = in.read(into, at, length);
        } catch (IOException e) {
            throw stalled.get() ? timeout() : e;
        } finally {
            guard.cancel(false);
        }
        if (stalled.get()) {
            throw timeout();
        }
        return count;
    }

    private HttpTimeoutException timeout() {
        return new HttpTimeoutException("nothing came for " + patience.toMillis() / 1000.0 + " s");
    }

    private void giveUp() {
        stalled.set(true);
        try {
            in.close();
        } catch (IOException e) {
            // The reader is told of the stall; that closing failed as well adds nothing.
            stalled.set(true);
        }
    }
}
