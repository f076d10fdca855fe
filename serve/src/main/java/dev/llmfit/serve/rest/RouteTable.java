package dev.llmfit.serve.rest;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Handler;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.ProblemReply;
import dev.llmfit.serve.Reply;
import dev.llmfit.units.AbandonedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the route of a call. Whatever goes wrong on it is a problem document.
 *
 * @param routes all routes; the first whose form a path has is taken
 */
public record RouteTable(List<Route> routes) implements Handler {
    public RouteTable {
        routes = List.copyOf(routes);
    }

    @Override
    public Reply handle(Call call) throws IOException {
        try {
            return routed(call);
        } catch (HttpProblem problem) {
            return problem.reply();
        } catch (AbandonedException e) {
            throw e; // whoever asked has gone
        } catch (RefusedException e) {
            return ProblemReply.of(e.refusal());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            return ProblemReply.of(Refusal.of(e));
        }
    }

    private Reply routed(Call call) throws IOException {
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : routes) {
            Optional<String> part = route.part(call.path());
            if (part.isPresent()) {
                if (route.method().equals(call.method())) {
                    return route.target().handle(call, part.get());
                }
                methods.add(route.method());
            }
        }
        if (methods.isEmpty()) {
            throw new HttpProblem(
                    404, "no-such-address", "There is nothing at this address; see /api/v1/openapi.json.");
        }
        String allowed = String.join(", ", methods);
        throw new HttpProblem(405, "method", "This address takes " + allowed + ".").with("Allow", allowed);
    }
}
