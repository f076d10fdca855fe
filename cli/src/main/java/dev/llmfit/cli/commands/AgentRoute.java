package dev.llmfit.cli.commands;

import dev.llmfit.answers.Workbench;
import dev.llmfit.mcp.protocol.HttpMessages;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import dev.llmfit.serve.rest.Route;
import dev.llmfit.serve.rest.RouteShape;
import dev.llmfit.serve.work.WorkLanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The route of agents: the Model Context Protocol over HTTP, beside the other interfaces of the server. */
final class AgentRoute {
    /** A message of the protocol may be so long: a log to diagnose is the longest. */
    private static final int MOST = 1 << 20;

    /** Seconds in which it must have come. */
    private static final int SECONDS = 10;

    /** Seconds in which a call of a tool must be answered: an agent waits longer than a person, and asks more at once. */
    private static final int ANSWER_SECONDS = 60;

    private AgentRoute() {}

    /** Returns the route. Its tools run nothing: runs have a route of their own, and a token. */
    static Route of(Workbench bench, String version, WorkLanes lanes) {
        FirstAsked messages = new FirstAsked(bench, version);
        return new Route(
                "POST",
                "/mcp",
                "Answers a message of the Model Context Protocol (streamable HTTP, without sessions).",
                RouteShape.DOCUMENT.taking("application/json"),
                (call, part) -> reply(messages.get(), call, lanes));
    }

    /** Makes what answers for the first agent: the protocol's classes cost a second, and most servers have no agent. */
    private static final class FirstAsked {
        private final Workbench bench;
        private final String version;
        private @Nullable HttpMessages made;

        FirstAsked(Workbench bench, String version) {
            this.bench = bench;
            this.version = version;
        }

        synchronized HttpMessages get() {
            if (made == null) {
                made = new HttpMessages(bench, false, version);
            }
            return made;
        }
    }

    private static Reply reply(HttpMessages messages, Call call, WorkLanes lanes) throws IOException {
        HttpMessages.Response response = messages.answer(
                call.headers(), call.body().bytes(MOST, SECONDS), work -> lanes.heavy(work, ANSWER_SECONDS));
        if (response.type().isEmpty()) {
            return Reply.empty(response.status());
        }
        if (response.type().equals("text/event-stream")) {
            return Reply.flowing(response.type(), response.body()::write);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        response.body().write(body);
        return Reply.of(response.status(), response.type(), body.toByteArray());
    }
}
