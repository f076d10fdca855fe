package dev.llmfit.serve.runs;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.rest.JsonBody;
import dev.llmfit.serve.rest.QuestionRoutes;
import dev.llmfit.serve.rest.Route;
import dev.llmfit.serve.rest.RouteShape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Routes that run engines. */
public final class RunRoutes {
    /** Where they stand. */
    public static final String PATH = QuestionRoutes.BASE + "/runs";

    private static final Set<QuestionType> RUNNING =
            EnumSet.of(QuestionType.VERIFY, QuestionType.PROVE, QuestionType.BENCH, QuestionType.CALIBRATE);

    private static final String EVENTS = "text/event-stream";

    /** Runs that are kept when they have ended. */
    private static final int MOST = 16;

    /** A comment goes out so often where nothing happens: proxies close what is silent. */
    private static final long SILENT_MILLIS = 15_000;

    /** Length of an id; nobody else guesses it, and it is short enough to type. */
    private static final int ID_LENGTH = 8;

    private final Workbench bench;
    private final boolean allowed;
    private final Map<String, EngineRun> runs = new LinkedHashMap<>();

    /**
     * Creates the routes.
     *
     * @param allowed whether engines may be run
     */
    public RunRoutes(Workbench bench, boolean allowed) {
        this.bench = bench;
        this.allowed = allowed;
    }

    /** Returns the routes. */
    public List<Route> routes() {
        return List.of(
                new Route(
                        "POST",
                        PATH,
                        "Runs an engine: 'ask' is verify, prove, bench or calibrate, the other fields are its own.",
                        RouteShape.DOCUMENT.taking("application/json").giving(202, Optional.of("application/json")),
                        (call, part) -> begin(call)),
                new Route(
                        "GET",
                        PATH,
                        "Tells of the run that goes on and of the last that ended, oldest first.",
                        (call, part) -> Reply.document(list())),
                new Route(
                        "GET",
                        PATH + "/{id}",
                        "Tells how a run stands.",
                        (call, id) -> Reply.document(run(id).document())),
                new Route(
                        "GET",
                        PATH + "/{id}/events",
                        "Tells of a run as it goes: progress, measured, done, failed.",
                        RouteShape.DOCUMENT.giving(200, Optional.of(EVENTS)),
                        this::events),
                new Route("DELETE", PATH + "/{id}", "Stops a run.", (call, id) -> stop(id)));
    }

    private void requireAllowed() {
        if (!allowed) {
            throw new HttpProblem(403, "not-allowed", "Engines are not run here; start the server with --allow-run.");
        }
    }

    private Reply begin(Call call) throws IOException {
        requireAllowed();
        JsonObject question = JsonBody.read(call);
        String ask = question.get("ask").orElse(null) instanceof JsonString text ? text.value() : "";
        QuestionType type = QuestionType.byId(ask)
                .filter(RUNNING::contains)
                .orElseThrow(() -> new HttpProblem(
                        422,
                        "usage",
                        "'ask' is one of "
                                + RUNNING.stream().map(QuestionType::id).toList() + "."));
        type.question(question); // refused here rather than in the run
        EngineRun run = new EngineRun(UUID.randomUUID().toString().substring(0, ID_LENGTH), type, question, bench);
        synchronized (runs) {
            Optional<EngineRun> going =
                    runs.values().stream().filter(EngineRun::isGoing).findFirst();
            if (going.isPresent()) {
                throw new HttpProblem(409, "run-going", "Another engine runs; one at a time is measured.")
                        .with("Location", PATH + "/" + going.get().id())
                        .with("Retry-After", "10");
            }
            if (runs.size() >= MOST) {
                runs.remove(runs.keySet().iterator().next());
            }
            runs.put(run.id(), run);
        }
        run.begin();
        return Reply.document(202, "application/json", run.document()).with("Location", PATH + "/" + run.id());
    }

    private JsonObject list() {
        requireAllowed();
        synchronized (runs) {
            return JsonObject.builder()
                    .put("schema", "llmfit/runs/1")
                    .put("runs", runs.values().stream().map(EngineRun::document).toList())
                    .build();
        }
    }

    private EngineRun run(String id) {
        requireAllowed();
        synchronized (runs) {
            EngineRun run = runs.get(id);
            if (run == null) {
                throw new HttpProblem(404, "no-such-run", "There is no run of this name any more.");
            }
            return run;
        }
    }

    private Reply stop(String id) {
        EngineRun run = run(id);
        run.stop();
        return Reply.document(202, "application/json", run.document());
    }

    private Reply events(Call call, String id) {
        EngineRun run = run(id);
        String heard = call.header("last-event-id").orElse("0");
        long after = heard.matches("[0-9]{1,15}") ? Long.parseLong(heard) : 0;
        return Reply.flowing(EVENTS, out -> tell(run, after, out)).with("Cache-Control", "no-store");
    }

    private static void tell(EngineRun run, long heard, OutputStream out) throws IOException {
        long last = heard;
        try {
            while (true) {
                List<EngineRun.Event> events = run.after(last, SILENT_MILLIS);
                if (events.isEmpty() && !run.isGoing()) {
                    return;
                }
                StringBuilder text = new StringBuilder(events.isEmpty() ? ": still going\n\n" : "");
                for (EngineRun.Event event : events) {
                    text.append("id: ")
                            .append(event.id())
                            .append("\nevent: ")
                            .append(event.name())
                            .append("\ndata: ")
                            .append(Json.compact(event.data()))
                            .append("\n\n");
                    last = event.id();
                }
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server ends
        }
    }

    /** Stops what runs. */
    public void end(long millis) {
        List<EngineRun> going;
        synchronized (runs) {
            going = runs.values().stream().filter(EngineRun::isGoing).toList();
        }
        going.forEach(EngineRun::stop);
        try {
            for (EngineRun run : going) {
                run.join(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
