package dev.llmfit.probe;

/**
 * Something odd about a machine.
 *
 * @param id stable id, for example {@code cgroup-limit}
 * @param text what was seen, one sentence
 * @param fix what to do about it, one sentence
 */
public record Warning(String id, String text, String fix) {}
