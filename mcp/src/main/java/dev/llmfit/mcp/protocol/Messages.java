package dev.llmfit.mcp.protocol;

import org.jspecify.annotations.Nullable;

/** Finds who answers a message. What is not spoken is not made: each generation costs a tenth of a second. */
final class Messages {
    private final Offer offer;
    private @Nullable Dialect newer;
    private @Nullable Dialect older;

    Messages(Offer offer) {
        this.offer = offer;
    }

    /** Messages that name their version are of 2026-07-28 or later, the others are older. */
    Dialect of(Heard message) {
        return message.version().isPresent() || message.method().equals("server/discover") ? newer() : older();
    }

    /** Returns who answers messages of versions without sessions. */
    synchronized Dialect newer() {
        if (newer == null) {
            newer = new NewerDialect(offer);
        }
        return newer;
    }

    private synchronized Dialect older() {
        if (older == null) {
            older = new OlderDialect(offer);
        }
        return older;
    }
}
