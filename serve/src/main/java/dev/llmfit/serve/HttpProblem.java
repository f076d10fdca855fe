package dev.llmfit.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Says that a call is not answered, and why. */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient SequencedMap<String, String> headers = new LinkedHashMap<>();

    /**
     * Creates a problem.
     *
     * @param status status of the response
     * @param code stable code for programs
     * @param detail one sentence with its full stop
     */
    public HttpProblem(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    /** Adds a header of the response. */
    public HttpProblem with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Returns the response. */
    public Reply reply() {
        Reply reply = ProblemReply.of(status, code, String.valueOf(getMessage()));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }
}
