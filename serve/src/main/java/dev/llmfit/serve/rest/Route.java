package dev.llmfit.serve.rest;

import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import java.io.IOException;
import java.util.Optional;

/**
 * Something that can be asked at an address.
 *
 * @param method method of the call
 * @param template the path; at most one part of it is a name in braces, and one with a star behind it spans slashes
 * @param tells what the response is, one sentence
 * @param shape what it takes and gives
 * @param target what answers
 */
public record Route(String method, String template, String tells, RouteShape shape, Target target) {
    /** Answers a call. */
    @FunctionalInterface
    public interface Target {
        /**
         * Answers.
         *
         * @param part what stands in place of the braces; empty where there are none
         */
        Reply handle(Call call, String part) throws IOException;
    }

    /** Creates a route that takes nothing and gives a document. */
    public Route(String method, String template, String tells, Target target) {
        this(method, template, tells, RouteShape.DOCUMENT, target);
    }

    /** Returns what stands in place of the braces, if a path is of this form. */
    Optional<String> part(String path) {
        int open = template.indexOf('{');
        if (open < 0) {
            return path.equals(template) ? Optional.of("") : Optional.empty();
        }
        int close = template.indexOf('}');
        String before = template.substring(0, open);
        String behind = template.substring(close + 1);
        if (path.length() <= before.length() + behind.length() || !path.startsWith(before) || !path.endsWith(behind)) {
            return Optional.empty();
        }
        String part = path.substring(before.length(), path.length() - behind.length());
        boolean spans = template.charAt(close - 1) == '*';
        return spans || part.indexOf('/') < 0 ? Optional.of(part) : Optional.empty();
    }
}
