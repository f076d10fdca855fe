package dev.llmfit.serve.live;

import dev.llmfit.answers.Workbench;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.ServeSettings;
import dev.llmfit.serve.page.PageFiles;
import dev.llmfit.serve.rest.Answering;
import dev.llmfit.serve.rest.BadgeRoute;
import dev.llmfit.serve.rest.BatchRoute;
import dev.llmfit.serve.rest.DataRoutes;
import dev.llmfit.serve.rest.HeaderRoute;
import dev.llmfit.serve.rest.Metrics;
import dev.llmfit.serve.rest.QuestionRoutes;
import dev.llmfit.serve.rest.Route;
import dev.llmfit.serve.rest.RouteTable;
import dev.llmfit.serve.rest.SchemaRoutes;
import dev.llmfit.serve.rest.StateRoute;
import dev.llmfit.serve.runs.RunRoutes;
import dev.llmfit.serve.wire.Gate;
import dev.llmfit.serve.wire.RequestLog;
import dev.llmfit.serve.wire.Token;
import dev.llmfit.serve.wire.WireServer;
import dev.llmfit.serve.work.Basis;
import dev.llmfit.serve.work.WorkLanes;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A server that answers. */
public final class LiveServer implements AutoCloseable {
    /** Seconds that calls may still take when the server is to end. */
    public static final int GRACE_SECONDS = 5;

    private final WireServer wire;
    private final WorkLanes lanes;
    private final RunRoutes runs;
    private final ServeSettings settings;

    private LiveServer(WireServer wire, WorkLanes lanes, RunRoutes runs, ServeSettings settings) {
        this.wire = wire;
        this.lanes = lanes;
        this.runs = runs;
        this.settings = settings;
    }

    /**
     * Starts a server.
     *
     * @param bench what answers
     * @param more routes of other interfaces, which answer on the same threads
     * @param log hears of each call; empty where nobody does
     * @throws IOException if the port cannot be had
     */
    public static LiveServer start(
            ServeSettings settings,
            Workbench bench,
            Function<WorkLanes, List<Route>> more,
            Optional<Consumer<JsonObject>> log)
            throws IOException {
        WireServer wire = WireServer.open(settings.bind(), settings.port(), settings.otherPort());
        WorkLanes lanes = new WorkLanes(settings.seconds());
        RunRoutes runs = new RunRoutes(bench, settings.runs());
        LiveServer server = new LiveServer(wire, lanes, runs, settings);
        Answering answering = new Answering(bench, lanes, settings.runs(), new Basis(bench, settings.program()));
        List<Route> routes = new ArrayList<>(server.health());
        routes.add(new StateRoute(answering).route());
        routes.addAll(new DataRoutes(answering).routes());
        routes.addAll(new QuestionRoutes(answering).routes());
        routes.add(new BatchRoute(answering).route());
        routes.add(new HeaderRoute(answering).route());
        routes.add(new BadgeRoute(answering).route());
        routes.addAll(runs.routes());
        routes.addAll(new SchemaRoutes(() -> routes).routes());
        Metrics metrics = new Metrics(lanes, settings.modelsInMetrics());
        routes.add(metrics.route());
        routes.addAll(more.apply(lanes));
        routes.addAll(new PageFiles(settings.embedding()).routes());
        Gate gate = new Gate(
                settings.isLoopback(),
                settings.token().map(Token::new),
                call -> call.path().startsWith(RunRoutes.PATH),
                call -> !isGuarded(call),
                settings.origins(),
                settings.embedding(),
                new RouteTable(routes));
        Handler counted = metrics.counting(gate, routes);
        wire.start(log.<Handler>map(lines -> new RequestLog(lines, counted)).orElse(counted));
        return server;
    }

    /** The page itself says nothing of models and machines: it asks for them, with the token. */
    private static boolean isGuarded(Call call) {
        return call.path().startsWith("/api/")
                || call.path().startsWith("/mcp")
                || call.path().startsWith("/metrics")
                || call.path().startsWith("/badge/");
    }

    private List<Route> health() {
        return List.of(
                new Route("GET", "/healthz", "Says that the server runs.", (c, p) -> text(200, "ok")),
                new Route(
                        "GET",
                        "/readyz",
                        "Says whether the server takes questions.",
                        (c, p) -> wire.isEnding() || lanes.waiting() >= WorkLanes.QUEUE
                                ? text(503, "busy")
                                : text(200, "ok")));
    }

    private static Reply text(int status, String word) {
        return Reply.of(status, "text/plain; charset=utf-8", (word + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns where it answers, without a slash at the end. */
    public String address() {
        InetAddress bind = settings.bind();
        String host = bind.isAnyLocalAddress() ? "127.0.0.1" : bind.getHostAddress();
        return "http://" + (bind instanceof Inet6Address && !bind.isAnyLocalAddress() ? "[" + host + "]" : host) + ":"
                + wire.port();
    }

    /** Ends it: what is going on has {@link #GRACE_SECONDS}. */
    @Override
    public void close() {
        runs.end(TimeUnit.SECONDS.toMillis(GRACE_SECONDS) / 2);
        wire.stop(GRACE_SECONDS / 2);
        lanes.end();
    }
}
