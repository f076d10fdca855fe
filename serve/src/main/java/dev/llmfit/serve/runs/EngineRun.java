package dev.llmfit.serve.runs;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.ProblemReply;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A run of an engine, and what is told of it. */
final class EngineRun {
    /** How a run stands. */
    enum Status {
        /** It runs. */
        GOING,
        /** It came to its end. */
        DONE,
        /** It failed. */
        FAILED,
        /** Somebody stopped it. */
        STOPPED
    }

    /**
     * Something that was told.
     *
     * @param id its number, from 1
     * @param name what it is
     * @param data the document that goes with it
     */
    record Event(long id, String name, JsonObject data) {}

    /** Progress is told at most ten times a second. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Events that are kept for whoever comes later. */
    private static final int MOST_EVENTS = 1000;

    private static final Refusal STOPPED =
            new Refusal(Refusal.Kind.ENGINE, "stopped", "The run was stopped, and its engine with it.", Hint.NONE);

    private final String id;
    private final QuestionType type;
    private final Optional<JsonValue> model;
    private final List<Event> events = new ArrayList<>();
    private final Thread thread;
    private Status status = Status.GOING;
    private boolean stopping;
    private String step = "begins";
    private double done;
    private long told = System.nanoTime() - PAUSE_NANOS;
    private long last;
    private Optional<JsonObject> result = Optional.empty();

    EngineRun(String id, QuestionType type, JsonObject question, Workbench bench) {
        this.id = id;
        this.type = type;
        this.model = question.get("model");
        this.thread = Thread.ofVirtual().name("run-" + id).unstarted(() -> run(question, bench));
    }

    String id() {
        return id;
    }

    void begin() {
        thread.start();
    }

    private void run(JsonObject question, Workbench bench) {
        try {
            JsonObject answer = type.answer(QuestionFields.of(question), bench, this::step);
            tell("measured", answer);
            end(Status.DONE, answer);
        } catch (RefusedException e) {
            failed(e.refusal());
        } catch (RuntimeException | Error e) {
            failed(Refusal.of(e));
        }
    }

    /** Whatever was interrupted, what is told of a run that somebody stopped is that. */
    private synchronized void failed(Refusal refusal) {
        end(stopping ? Status.STOPPED : Status.FAILED, ProblemReply.document(stopping ? STOPPED : refusal));
    }

    private synchronized void step(String what, double part) {
        step = what;
        done = Math.clamp(part, 0, 1);
        long now = System.nanoTime();
        if (now - told >= PAUSE_NANOS) {
            told = now;
            tell(
                    "progress",
                    JsonObject.builder().put("step", step).put("done", done).build());
        }
    }

    private synchronized void tell(String name, JsonObject data) {
        if (events.size() >= MOST_EVENTS) {
            events.removeFirst();
        }
        events.add(new Event(++last, name, data));
        notifyAll();
    }

    private synchronized void end(Status how, JsonObject document) {
        status = how;
        result = Optional.of(document);
        tell(how == Status.DONE ? "done" : "failed", document());
    }

    /** Stops it; its engine ends with it. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        thread.interrupt();
    }

    /** Waits for its end. */
    boolean join(long millis) throws InterruptedException {
        thread.join(millis);
        return !thread.isAlive();
    }

    synchronized boolean isGoing() {
        return status == Status.GOING;
    }

    /** Returns how it stands. */
    synchronized JsonObject document() {
        JsonObject.Builder document =
                JsonObject.builder().put("schema", "llmfit/run/1").put("id", id).put("ask", type.id());
        model.ifPresent(m -> document.put("model", m));
        document.put("status", status.name().toLowerCase(Locale.ROOT))
                .put("step", step)
                .put("done", status == Status.DONE ? 1 : done);
        result.ifPresent(r -> document.put(status == Status.DONE ? "answer" : "problem", r));
        return document.build();
    }

    /**
     * Returns what was told behind an event, waiting for it.
     *
     * @param after number of the last event that was heard
     * @param millis how long to wait at most
     */
    synchronized List<Event> after(long after, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (last <= after && status == Status.GOING && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return events.stream().filter(e -> e.id() > after).toList();
    }
}
