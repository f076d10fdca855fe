package dev.llmfit.serve.work;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.OwnFolders;
import dev.llmfit.units.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What answers depend on beside their question: this program, what it knows, what is kept of measurements and of the user's own,
 * and, where the machine that answers is meant, what is free of it. Read again every two seconds.
 */
public final class Basis {
    /** Free memory changes all the time; a difference below this changes no answer that anybody acts on. */
    private static final long MEMORY_STEP = 64L << 20;

    /** Below the folder of settings lie those of rules and models, and files in them. */
    private static final int CONFIG_DEPTH = 2;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Digits of a tag: 64 bits tell answers apart. */
    private static final int DIGITS = 16;

    private final Workbench bench;
    private final String program;
    private String everywhere = "";
    private String here = "";
    private long read = System.nanoTime() - FRESH_NANOS;

    /**
     * Creates it.
     *
     * @param program name and version of the program
     */
    public Basis(Workbench bench, String program) {
        this.bench = bench;
        this.program = program;
    }

    /**
     * Returns the tag of an answer; equal tags mean the same answer.
     *
     * @param question what is asked, as text
     * @param thisMachine whether the machine that answers is meant
     */
    public synchronized String tag(String question, boolean thisMachine) {
        if (System.nanoTime() - read >= FRESH_NANOS) {
            everywhere = program + '\n' + KnowledgeFiles.version() + '\n' + own();
            here = "";
            read = System.nanoTime();
        }
        if (thisMachine && here.isEmpty()) {
            here = machine();
        }
        return Sha256.of(question + '\n' + everywhere + '\n' + (thisMachine ? here : ""))
                .substring(0, DIGITS);
    }

    /** Returns names, lengths and times of the files that are the user's own: measurements, rules, models. */
    private String own() {
        OwnFolders folders = OwnFolders.of(bench.environment());
        StringBuilder text = new StringBuilder();
        listed(folders.data(), 1, text);
        listed(folders.config(), CONFIG_DEPTH, text);
        return text.toString();
    }

    /** A folder may be a link to where its owner keeps such things. */
    private static void listed(Path folder, int depth, StringBuilder text) {
        List<Path> all = List.of();
        try (Stream<Path> files = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            all = files.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            text.append("none\n"); // a folder that is not there
        }
        for (Path file : all) {
            text.append(file);
            try {
                text.append(' ').append(Files.size(file)).append(' ').append(Files.getLastModifiedTime(file));
            } catch (IOException e) {
                text.append(" gone"); // since it was listed
            }
            text.append('\n');
        }
    }

    private String machine() {
        try {
            return rounded(QuestionType.PROBE.answer(
                            QuestionFields.of(JsonObject.builder().build()), bench))
                    .toString();
        } catch (RefusedException e) {
            return e.refusal().message(); // questions about it are refused in the same way
        }
    }

    private static JsonValue rounded(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObject.Builder out = JsonObject.builder();
            object.members().forEach((name, member) -> out.put(name, rounded(member)));
            return out.build();
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.items().stream().map(Basis::rounded).toList());
        }
        return value instanceof JsonNumber.Whole whole && whole.value() >= MEMORY_STEP
                ? new JsonNumber.Whole(whole.value() / MEMORY_STEP * MEMORY_STEP)
                : value;
    }
}
