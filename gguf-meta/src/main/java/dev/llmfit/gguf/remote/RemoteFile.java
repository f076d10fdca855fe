package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.gguf.remote.WebClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of a file behind a server, read by ranged requests of just below 1 MB as it is asked for. What was read is
 * kept on disk and used again while the server's ETag is the same, or when there is no network.
 */
final class RemoteFile implements ByteSource {
    /** Bytes of one request; with one read of the parser, less than 1 MB is read beyond the header. */
    static final int CHUNK = 896 * 1024;

    /** No header is larger; the largest vocabularies need some 20 MB. */
    private static final int LARGEST_HEADER = 200 << 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final WebClient client;
    private final HeaderCache cache;
    private final URI address;
    private final Map<String, String> headers;
    private String etag;
    private long size;
    private byte[] prefix;
    private final ServerPace pace;
    private boolean grown;
    private boolean remembered;

    private RemoteFile(WebClient client, HeaderCache cache, URI address, Map<String, String> headers) {
        pace = client.pace();
        this.client = client;
        this.cache = cache;
        this.address = address;
        this.headers = headers;
        etag = "";
        prefix = new byte[0];
    }

    /**
     * Opens a file with one request, or without any if it is known to be the same and complete enough.
     *
     * @param immutable whether the address always serves the same bytes, so that what is on disk needs no check
     */
    static RemoteFile open(
            WebClient client, HeaderCache cache, URI address, Map<String, String> headers, boolean immutable)
            throws IOException {
        RemoteFile file = new RemoteFile(client, cache, address, headers);
        Optional<HeaderCache.Entry> known = cache.find(address);
        if (known.isPresent() && immutable) {
            file.use(known.get());
            return file;
        }
        try {
            client.whole(address, file.pace, () -> file.first(known));
        } catch (RemoteException e) {
            if (e.kind() != Kind.OFFLINE || known.isEmpty()) {
                throw e;
            }
            file.use(known.get());
        }
        return file;
    }

    private void use(HeaderCache.Entry entry) {
        etag = entry.etag();
        size = entry.size();
        prefix = entry.prefix();
        remembered = true;
    }

    /** Returns whether what is known of it was read at another time. */
    boolean isRemembered() {
        return remembered;
    }

    URI address() {
        return address;
    }

    /** Asks for the first bytes; returns whether those on disk are still right. */
    private boolean first(Optional<HeaderCache.Entry> known) throws IOException {
        Map<String, String> request = ranged(0, CHUNK);
        known.filter(k -> !k.etag().isEmpty()).ifPresent(k -> request.put("If-None-Match", k.etag()));
        try (Answer answer = client.get(address, request, pace)) {
            if (answer.status() == 304 && known.isPresent()) {
                use(known.get());
                return true;
            }
            etag = answer.etag().orElse("");
            if (known.isPresent() && !etag.isEmpty() && etag.equals(known.get().etag())) {
                use(known.get()); // the server ignores If-None-Match for ranges; the rest of the answer is not read
                return true;
            }
            size = sizeOf(answer);
            prefix = body(answer, 0, (int) Math.min(CHUNK, size));
            grown = true;
            return false;
        }
    }

    /** Returns the size of the file, as the answer to a request for its first bytes tells it. */
    private long sizeOf(Answer answer) throws RemoteException {
        long told = answer.status() == 206
                ? partOf(answer, 0, CHUNK).map(Part::size).orElse(0L)
                : answer.length().orElse(0);
        if (told <= 0) {
            throw new RemoteException(
                    Kind.FAILED,
                    address.getHost() + " does not say how large " + address.getPath() + " is",
                    "download the file");
        }
        return told;
    }

    /** What an answer holds of a file. */
    private record Part(long first, long last, long size) {}

    /**
     * Returns which part of the file an answer says to hold.
     *
     * @throws RemoteException if it is not the part that was asked for
     */
    private Optional<Part> partOf(Answer answer, long offset, long length) throws RemoteException {
        Matcher range = CONTENT_RANGE.matcher(
                answer.headers().firstValue("content-range").orElse(""));
        if (!range.matches()) {
            return Optional.empty();
        }
        Part part = new Part(
                Long.parseLong(range.group(1)), Long.parseLong(range.group(2)), Long.parseLong(range.group(3)));
        if (part.size() > 0 && (part.first() != offset || part.last() != Math.min(offset + length, part.size()) - 1)) {
            throw new RemoteException(
                    Kind.FAILED,
                    address.getHost() + " sent bytes " + part.first() + " to " + part.last() + " of "
                            + address.getPath() + " where those from " + offset + " were asked for",
                    "try again, or download the file");
        }
        return Optional.of(part);
    }

    private byte[] body(Answer answer, long offset, int length) throws IOException {
        if (answer.status() == 200 && offset > 0) {
            throw new RemoteException(
                    Kind.FAILED, address.getHost() + " does not serve parts of files", "download the file");
        }
        byte[] bytes = answer.body().readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the answer ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private Map<String, String> ranged(long offset, int length) {
        Map<String, String> request = new LinkedHashMap<>(headers);
        request.put("Range", "bytes=" + offset + "-" + (offset + length - 1));
        return request;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, byte[] into, int at, int length) throws IOException {
        long end = offset + length;
        if (end > LARGEST_HEADER) {
            throw new RemoteException(
                    Kind.FAILED, address.getPath() + " has a header of more than 200 MiB", "this is no usable model");
        }
        if (end > size) {
            throw new RemoteException(
                    Kind.FAILED, address.getPath() + " ends before its header does", "this is no usable model");
        }
        while (prefix.length < end) {
            grow((int) Math.min(CHUNK, size - prefix.length));
        }
        System.arraycopy(prefix, Math.toIntExact(offset), into, at, length);
    }

    private void grow(int length) throws IOException {
        byte[] more = client.whole(address, pace, () -> fetch(length));
        int known = prefix.length;
        prefix = Arrays.copyOf(prefix, known + more.length);
        System.arraycopy(more, 0, prefix, known, more.length);
        grown = true;
    }

    private byte[] fetch(int length) throws IOException {
        try (Answer answer = client.get(address, ranged(prefix.length, length), pace)) {
            if (!etag.isEmpty() && !answer.etag().orElse(etag).equals(etag)) {
                throw new RemoteException(Kind.FAILED, address.getPath() + " changed while it was read", "try again");
            }
            if (answer.status() == 206) {
                partOf(answer, prefix.length, length);
            }
            return body(answer, prefix.length, length);
        }
    }

    /** Keeps what was read; called when it was parsed. */
    void keep() {
        if (grown) {
            cache.put(address, new HeaderCache.Entry(etag, size, prefix));
            grown = false;
        }
    }

    /** Holds nothing open: every part is a request of its own. */
    @Override
    public void close() {}
}
