package dev.llmfit.serve.page;

import dev.llmfit.serve.Reply;
import dev.llmfit.serve.rest.Route;
import dev.llmfit.units.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The page and what it loads. {@code files.txt} names the files; the page writes <code>{{files}}</code> where their folder stands,
 * which has the hash of all of them in its name, so that a browser keeps them for good.
 */
public final class PageFiles {
    private static final String INDEX = "index.html";
    private static final String FOLDER = "{{files}}";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "txt", "text/plain; charset=utf-8",
            "webmanifest", "application/manifest+json");

    /** Digits of the hash: 64 bits tell versions apart. */
    private static final int HASH_DIGITS = 16;

    private final String policy;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final String folder;

    /**
     * Reads the files.
     *
     * @param embedding origins of pages that may show the page inside them
     */
    public PageFiles(Set<String> embedding) {
        this.policy = policy(embedding);
        for (String name :
                new String(read("files.txt"), StandardCharsets.UTF_8).lines().toList()) {
            files.put(name, read(name));
        }
        this.folder = "/files-" + hash();
    }

    private static String policy(Set<String> embedding) {
        String ancestors = embedding.isEmpty() ? "'none'" : String.join(" ", new TreeSet<>(embedding));
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                + " base-uri 'none'; form-action 'none'; frame-ancestors " + ancestors
                + "; require-trusted-types-for 'script'";
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " of the page is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hash() {
        String all = files.values().stream().map(content -> Sha256.of(content)).collect(Collectors.joining());
        return Sha256.of(all).substring(0, HASH_DIGITS);
    }

    /** Returns the routes. */
    public List<Route> routes() {
        byte[] index = new String(read(INDEX), StandardCharsets.UTF_8)
                .replace(FOLDER, folder)
                .getBytes(StandardCharsets.UTF_8);
        Reply page = safe(Reply.of(200, type(INDEX), index).with("Cache-Control", "no-cache"));
        List<Route> routes = new ArrayList<>();
        routes.add(new Route("GET", "/", "The page.", (call, part) -> page));
        files.forEach((name, bytes) -> {
            Reply file =
                    safe(Reply.of(200, type(name), bytes).with("Cache-Control", "public, max-age=31536000, immutable"));
            routes.add(new Route("GET", folder + "/" + name, "A file of the page.", (call, part) -> file));
        });
        return routes;
    }

    private Reply safe(Reply reply) {
        return reply.with("Content-Security-Policy", policy)
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with(
                        "Permissions-Policy",
                        "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
    }

    private static String type(String name) {
        String end = name.substring(name.lastIndexOf('.') + 1);
        return TYPES.getOrDefault(end, "application/octet-stream");
    }
}
