package dev.llmfit.serve.rest;

import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.work.WorkLanes;
import dev.llmfit.units.KnowledgeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts calls and how long they take, and tells it in Prometheus' format. */
public final class Metrics implements Handler {
    /** Bounds of the histogram, seconds: from what a finger does not feel to what nobody waits for. */
    private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private static final double NANOS = 1e9;
    private static final String PATH = "/metrics";
    private static final String OTHER = "other";

    /** What whoever may not ask is answered: nothing that such a call names is kept. */
    private static final Set<Integer> TURNED_AWAY = Set.of(401, 403, 421);

    private volatile Handler inside = call -> Reply.empty(503);
    private volatile Set<String> kinds = Set.of();
    private volatile Set<String> methods = Set.of();
    private final WorkLanes lanes;
    private final boolean models;
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<String, AtomicLong> named = new TreeMap<>();

    /** Models that are told apart; more would fill whoever collects. Judgement. */
    private static final int MOST_MODELS = 200;

    /** Calls of one kind. */
    private static final class Counter {
        private final long[] below = new long[BOUNDS.length];
        private long count;
        private double seconds;

        synchronized void add(double took) {
            for (int i = 0; i < BOUNDS.length; i++) {
                below[i] += took <= BOUNDS[i] ? 1 : 0;
            }
            count++;
            seconds += took;
        }

        synchronized void write(String labels, StringBuilder out) {
            for (int i = 0; i < BOUNDS.length; i++) {
                out.append(String.format(
                        Locale.ROOT, "llmfit_request_seconds_bucket{%s,le=\"%s\"} %d\n", labels, BOUNDS[i], below[i]));
            }
            out.append(String.format(
                    Locale.ROOT,
                    "llmfit_request_seconds_bucket{%s,le=\"+Inf\"} %d\n"
                            + "llmfit_request_seconds_sum{%s} %.6f\nllmfit_request_seconds_count{%s} %d\n",
                    labels,
                    count,
                    labels,
                    seconds,
                    labels,
                    count));
        }
    }

    /**
     * Creates the counters.
     *
     * @param lanes whose queue is told
     * @param models whether models of addresses are named
     */
    public Metrics(WorkLanes lanes, boolean models) {
        this.lanes = lanes;
        this.models = models;
    }

    /** Returns the route that tells it. */
    public Route route() {
        return new Route(
                "GET",
                PATH,
                "Tells what was asked and how long it took.",
                (call, part) -> Reply.of(
                        200, "text/plain; version=0.0.4; charset=utf-8", text().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns what counts the calls that something answers.
     *
     * @param routes what can be called; whatever else is asked for makes no row of its own, for there is no end of it
     */
    public Handler counting(Handler handler, List<Route> routes) {
        inside = handler;
        kinds = routes.stream().map(route -> first(route.template())).collect(Collectors.toUnmodifiableSet());
        methods = routes.stream().map(Route::method).collect(Collectors.toUnmodifiableSet());
        return this;
    }

    @Override
    public Reply handle(Call call) throws IOException {
        long begin = System.nanoTime();
        Reply reply = inside.handle(call);
        if (call.path().equals(PATH) && reply.status() == 200) {
            return reply; // whoever collects is not counted
        }
        counter(kind(call.path(), reply.status()), call.method(), reply.status())
                .add((System.nanoTime() - begin) / NANOS);
        if (call.path().startsWith(QuestionRoutes.BASE + "/") && !TURNED_AWAY.contains(reply.status())) {
            model(call).ifPresent(this::count);
        }
        return reply;
    }

    private String kind(String path, int status) {
        String first = first(path);
        return status == 404 || status == 405 || !kinds.contains(first) ? OTHER : first;
    }

    /** Returns the first part of the address below REST, of the page itself "other". */
    private static String first(String path) {
        String below = path.startsWith(QuestionRoutes.BASE + "/")
                ? path.substring(QuestionRoutes.BASE.length() + 1)
                : path.substring(Math.min(1, path.length()));
        String first = below.replaceFirst("/.*", "");
        return first.matches("[a-z._-]{1,30}") ? first : OTHER;
    }

    private static Optional<String> model(Call call) {
        return Stream.of(call.query().split("&", -1))
                .filter(f -> f.startsWith("model="))
                .map(f -> f.substring("model=".length()).replaceAll("[^A-Za-z0-9._:/-]", "_"))
                .findFirst();
    }

    private void count(String model) {
        if (models) {
            synchronized (named) {
                if (named.size() < MOST_MODELS || named.containsKey(model)) {
                    named.computeIfAbsent(model, m -> new AtomicLong()).incrementAndGet();
                }
            }
        }
    }

    private Counter counter(String kind, String method, int status) {
        String labels = "path=\"" + kind + "\",method=\"" + (methods.contains(method) ? method : OTHER) + "\",status=\""
                + status + '"';
        synchronized (counters) {
            return counters.computeIfAbsent(labels, l -> new Counter());
        }
    }

    private String text() {
        StringBuilder out = new StringBuilder("# TYPE llmfit_request_seconds histogram\n");
        synchronized (counters) {
            counters.forEach((labels, counter) -> counter.write(labels, out));
        }
        gauge(out, "llmfit_searches_waiting", lanes.waiting());
        gauge(out, "llmfit_searches_going", lanes.busy());
        Runtime java = Runtime.getRuntime();
        gauge(out, "llmfit_heap_used_bytes", java.totalMemory() - java.freeMemory());
        gauge(out, "llmfit_heap_max_bytes", java.maxMemory());
        long days = ChronoUnit.DAYS.between(KnowledgeFiles.version().date(), LocalDate.now(ZoneOffset.UTC));
        gauge(out, "llmfit_knowledge_age_seconds", TimeUnit.DAYS.toSeconds(Math.max(0, days)));
        synchronized (named) {
            if (!named.isEmpty()) {
                out.append("# TYPE llmfit_model_requests_total counter\n");
            }
            named.forEach((model, count) -> out.append("llmfit_model_requests_total{model=\"")
                    .append(model)
                    .append("\"} ")
                    .append(count)
                    .append('\n'));
        }
        return out.toString();
    }

    private static void gauge(StringBuilder out, String name, long value) {
        out.append("# TYPE ")
                .append(name)
                .append(" gauge\n")
                .append(name)
                .append(' ')
                .append(value)
                .append('\n');
    }
}
