package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgufFormatException;
import dev.llmfit.gguf.checkpoint.CheckpointException;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads headers of files behind servers. What was read is kept on disk once it was parsed; what was kept and cannot be parsed is dropped and
 * read again.
 */
final class RemoteHeaders {
    private final WebClient client;
    private final HeaderCache cache;

    RemoteHeaders(WebClient client, HeaderCache cache) {
        this.client = client;
        this.cache = cache;
    }

    /** Opens a file; the reading closes it. */
    @FunctionalInterface
    interface Opener {
        ByteSource open(URI address) throws IOException;
    }

    /** Parses what it opens. */
    @FunctionalInterface
    interface Reading<H> {
        H read(Opener opener) throws IOException;
    }

    /**
     * Reads a header.
     *
     * @param headers headers to send
     * @param immutable whether the addresses always serve the same bytes
     * @param reading opens one or more files and parses them
     */
    <H> H read(Map<String, String> headers, boolean immutable, Reading<H> reading) throws IOException {
        List<RemoteFile> opened = new ArrayList<>();
        try {
            return read(headers, immutable, reading, opened);
        } catch (GgufFormatException | CheckpointException | RemoteException e) {
            boolean offline = e instanceof RemoteException r && r.kind() == Kind.OFFLINE;
            if (offline || opened.stream().noneMatch(RemoteFile::isRemembered)) {
                throw e;
            }
            for (RemoteFile file : opened) {
                cache.drop(file.address());
            }
            return read(headers, immutable, reading, new ArrayList<>());
        }
    }

    private <H> H read(Map<String, String> headers, boolean immutable, Reading<H> reading, List<RemoteFile> opened)
            throws IOException {
        H header = reading.read(address -> {
            RemoteFile file = RemoteFile.open(client, cache, address, headers, immutable);
            opened.add(file);
            return file;
        });
        opened.forEach(RemoteFile::keep);
        return header;
    }
}
