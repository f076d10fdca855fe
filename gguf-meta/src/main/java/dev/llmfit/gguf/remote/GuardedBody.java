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
 * gets nothing for so long closes the body and fails, and so does one after the time for all of them.
 */
final class GuardedBody extends FilterInputStream {
    private final Duration patience;
    private final ServerPace pace;
    private final AtomicBoolean stalled = new AtomicBoolean();

    /**
     * Creates the body.
     *
     * @param patience how long a read may wait
     * @param pace how long all reads together may take
     */
    GuardedBody(InputStream body, Duration patience, ServerPace pace) {
        super(body);
        this.patience = patience;
        this.pace = pace;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        Duration left = pace.left();
        boolean atEnd = left.compareTo(patience) < 0;
        Duration wait = atEnd ? left : patience;
        if (!wait.isPositive()) {
            throw timeout(true);
        }
        CompletableFuture<Void> guard = CompletableFuture.runAsync(
                this::giveUp, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS));
        int count;
        try {
            count = in.read(into, at, length);
        } catch (IOException e) {
            throw stalled.get() ? timeout(atEnd) : e;
        } finally {
            guard.cancel(false);
        }
        if (stalled.get()) {
            throw timeout(atEnd);
        }
        pace.received(Math.max(0, count));
        return count;
    }

    private HttpTimeoutException timeout(boolean atEnd) {
        return new HttpTimeoutException(
                atEnd ? pace.tooSlow() : "nothing came for " + patience.toMillis() / 1000.0 + " s");
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
