package dev.llmfit.serve.wire;

import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who may ask. A web page of another origin reaches every port of a machine through its browser, by name or by a name of its own
 * that leads here; so the host that is asked, the origin and the site that ask are looked at before anything is answered.
 *
 * @param loopback whether only programs of this machine reach the server
 * @param token what has to be shown where one is needed
 * @param guarded calls that need it also from this machine
 * @param open calls that never need it: they say nothing of models and machines
 * @param origins origins of other pages that may ask
 * @param embedding origins of pages that may show what is embedded
 * @param inside answers those who may ask
 */
public record Gate(
        boolean loopback,
        Optional<Token> token,
        Predicate<Call> guarded,
        Predicate<Call> open,
        Set<String> origins,
        Set<String> embedding,
        Handler inside)
        implements Handler {
    private static final Set<String> OWN_NAMES = Set.of("localhost", "[::1]");
    private static final String ORIGIN = "origin";

    /** Seconds for which a browser keeps what it may ask. */
    private static final String KEPT_SECONDS = "600";

    public Gate {
        origins = Set.copyOf(origins);
        embedding = Set.copyOf(embedding);
    }

    @Override
    public Reply handle(Call call) throws IOException {
        return guarded(call, () -> {
            checkHost(call);
            boolean other = call.header(ORIGIN).filter(origins::contains).isPresent();
            if (!other) {
                checkOrigin(call);
            }
            if (other && call.method().equals("OPTIONS")) {
                return preflight();
            }
            checkToken(call);
            return inside.handle(call);
        });
    }

    /** Something that answers. */
    @FunctionalInterface
    private interface Answering {
        Reply reply() throws IOException;
    }

    private Reply guarded(Call call, Answering answering) throws IOException {
        Reply reply;
        try {
            reply = answering.reply();
        } catch (HttpProblem problem) {
            reply = problem.reply();
        }
        Optional<String> origin = call.header(ORIGIN).filter(origins::contains);
        boolean embedded = isEmbeddable(call);
        Reply safe = reply.with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Resource-Policy", embedded || origin.isPresent() ? "cross-origin" : "same-origin");
        return origin.isPresent()
                ? safe.with("Access-Control-Allow-Origin", origin.get()).with("Vary", "Origin, Accept-Encoding")
                : safe;
    }

    private static Reply preflight() {
        return Reply.empty(204)
                .with("Access-Control-Allow-Methods", "GET, POST, DELETE")
                .with("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
                .with("Access-Control-Max-Age", KEPT_SECONDS);
    }

    /** A name that leads to this machine's own address is another page's trick; an address that is bound elsewhere needs a token. */
    private void checkHost(Call call) {
        String host = call.header("host").orElse("");
        if (loopback && !isOwn(name(host))) {
            throw new HttpProblem(
                    421,
                    "host",
                    "This server answers to localhost, 127.0.0.1 and [::1], not to '" + shown(host) + "'.");
        }
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean isOwn(String name) {
        return OWN_NAMES.contains(name) || name.matches("127(\\.[0-9]{1,3}){3}");
    }

    private void checkOrigin(Call call) {
        String host = call.header("host").orElse("");
        Optional<String> foreign =
                call.header(ORIGIN).filter(o -> !o.equals("http://" + host) && !o.equals("https://" + host));
        if (foreign.isPresent()) {
            throw new HttpProblem(403, "origin", "The origin '" + shown(foreign.get()) + "' may not ask here.");
        }
        String site = call.header("sec-fetch-site").orElse("none");
        if (!site.equals("none") && !site.equals("same-origin") && !isEmbeddable(call) && !isLink(call)) {
            throw new HttpProblem(403, "site", "A page of another origin may not ask here.");
        }
    }

    /** A link from elsewhere opens the page; what the page then asks comes from itself. */
    private boolean isLink(Call call) {
        return call.method().equals("GET")
                && open.test(call)
                && call.header("sec-fetch-mode").filter("navigate"::equals).isPresent()
                && (!embedding.isEmpty()
                        || call.header("sec-fetch-dest")
                                .filter("document"::equals)
                                .isPresent());
    }

    private boolean isEmbeddable(Call call) {
        return !embedding.isEmpty()
                && call.method().equals("GET")
                && call.path().startsWith("/badge/");
    }

    private void checkToken(Call call) {
        if (token.isEmpty() || open.test(call) || (loopback && !guarded.test(call))) {
            return;
        }
        String shown = call.header("authorization").orElse("");
        if (!shown.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())
                || !token.get().is(shown.substring("Bearer ".length()).strip())) {
            throw new HttpProblem(401, "token", "Send the server's token: 'Authorization: Bearer …'.")
                    .with("WWW-Authenticate", "Bearer");
        }
    }

    /** What comes from outside is cut before it is said again. */
    private static String shown(String text) {
        String plain = text.replaceAll("[^!-~]", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }
}
