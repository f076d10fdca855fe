package dev.llmfit.rules;

import java.util.List;
import java.util.stream.Collectors;

/** Rule files contain mistakes; the message lists all of them with file and line. */
public final class InvalidRulesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problems.Problem> problems;

    InvalidRulesException(List<Problems.Problem> problems) {
        super(problems.stream().map(Problems.Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns the mistakes, at least one. */
    public List<Problems.Problem> problems() {
        return problems;
    }
}
