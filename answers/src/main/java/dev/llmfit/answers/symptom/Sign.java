package dev.llmfit.answers.symptom;

/**
 * What a log shows of a cause, and what to do.
 *
 * @param id stable, {@code slow/…}, {@code quality/…} or {@code oom/…}
 * @param text one sentence about what the log shows
 * @param fix what to do or to paste
 */
public record Sign(String id, String text, String fix) {}
