package dev.llmfit.answers;

import dev.llmfit.engine.EngineException;
import dev.llmfit.gguf.GgufFormatException;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.HyperParametersException;
import dev.llmfit.gguf.checkpoint.CheckpointException;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.remote.InvalidSettingException;
import dev.llmfit.gguf.remote.RemoteException;
import dev.llmfit.json.Spelling;
import dev.llmfit.json.TextFileException;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.ProfileException;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.rules.InvalidRulesException;
import dev.llmfit.rules.Problems;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.builder.MissingTensorException;
import dev.llmfit.sizing.engines.LaunchArgumentException;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no answer: one vocabulary for exit codes, status codes and errors of every shell.
 *
 * @param kind what failed
 * @param code stable code for programs, for example {@code model-not-found}
 * @param said what happened and where, one sentence with its full stop; fields of the question stand in it as steps
 * @param hint what to do next
 * @param field the field of the question that cannot be meant so: names with stops between them, {@code devices[0].name}
 */
public record Refusal(Kind kind, String code, Hint said, Hint hint, Optional<String> field) {
    /** Mistakes in rules that one sentence can hold. */
    private static final int SHOWN_MISTAKES = 3;

    /** What failed. That something asked about does not fit, or that a proof failed, is an answer and not among these. */
    public enum Kind {
        /** The question cannot be understood. */
        BAD_QUESTION,
        /** The engine would refuse the launch. */
        LAUNCH,
        /** What is to be run is predicted not to fit, so it is not started. */
        DOES_NOT_FIT,
        /** The model is not known, or its file cannot be read. */
        MODEL,
        /** The hardware is not known, or cannot be read. */
        HARDWARE,
        /** An engine is missing, or failed. */
        ENGINE,
        /** This program or the system below it failed. */
        INTERNAL
    }

    /** Creates a refusal that is about no single field. */
    public Refusal(Kind kind, String code, Hint said, Hint hint) {
        this(kind, code, said, hint, Optional.empty());
    }

    /** Creates a refusal whose sentence is the same everywhere. */
    public Refusal(Kind kind, String code, String message, Hint hint) {
        this(kind, code, Hint.plain(message), hint);
    }

    /**
     * Returns the refusal of a question whose fields cannot be meant so.
     *
     * @param question name of the question
     * @param said what is wrong with which field; {@link dev.llmfit.units.NextStep.Change} names it in every shell's way
     */
    public static Refusal usage(String question, Hint said) {
        return new Refusal(Kind.BAD_QUESTION, "usage", said, Hint.of("see {0}", new Ask(question).and("help", "true")));
    }

    /** Returns the same, about a field of the question. */
    public Refusal about(String path) {
        return new Refusal(kind, code, said, hint, Optional.of(path));
    }

    /** Returns the sentence in the words of the command line. */
    public String message() {
        return new CommandWords().of(said);
    }

    /** Returns the refusal that a failure means. */
    public static Refusal of(Throwable failure) {
        return switch (failure) {
            case RefusedException r -> r.refusal();
            case InvalidRulesException i -> rules(i);
            case LaunchRefusedException r ->
                new Refusal(
                        Kind.LAUNCH,
                        "refused",
                        r.engine() + " would refuse this launch: " + r.getMessage() + ".",
                        Hint.NONE);
            case LaunchArgumentException a ->
                new Refusal(Kind.BAD_QUESTION, "usage", sentence(a.getMessage()), Hint.NONE);
            case UnsupportedArchitectureException u ->
                new Refusal(Kind.MODEL, "architecture", u.getMessage() + ".", known(u.name()));
            case ModelNotFoundException m ->
                new Refusal(Kind.MODEL, m.reason().code(), sentence(m.getMessage()), m.hint());
            case UnknownTypeException u -> new Refusal(Kind.MODEL, "unknown-type", sentence(u.getMessage()), u.hint());
            case GgufFormatException g -> gguf(g);
            case HyperParametersException h -> new Refusal(Kind.MODEL, "model", sentence(h.getMessage()), h.remedy());
            case MissingTensorException t -> new Refusal(Kind.MODEL, "model", sentence(t.getMessage()), Hint.NONE);
            case QuantizationException q ->
                new Refusal(
                        Kind.BAD_QUESTION,
                        "file-type",
                        sentence(q.getMessage()),
                        Hint.of("{0} lists the file types", new Ask("quants")));
            case HardwareException h ->
                new Refusal(
                        h.isMalformed() ? Kind.BAD_QUESTION : Kind.HARDWARE,
                        h.isMalformed() ? "usage" : "hardware",
                        new Hint(sentence(h.said().text()), h.said().steps()),
                        h.hint());
            case ProfileException p ->
                new Refusal(
                        Kind.HARDWARE,
                        "profile",
                        "The machine profile cannot be read: " + withStop(String.valueOf(p.getMessage())),
                        Hint.of("{0} writes a valid one", new Ask("probe").and("save", "")));
            case UnreadableHardwareException u ->
                new Refusal(
                        Kind.HARDWARE,
                        "unreadable",
                        "This machine cannot be read: " + u.getMessage() + ".",
                        Hint.of(
                                "name it with {0}, or give {1} and {2}",
                                new Change("hardware", ""), new Change("vram", ""), new Change("ram", "")));
            case EngineException e ->
                new Refusal(
                        Kind.ENGINE,
                        "engine-" + e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        sentence(e.getMessage()),
                        e.hint());
            case CheckpointException c ->
                new Refusal(
                        Kind.MODEL,
                        "checkpoint",
                        sentence(c.getMessage()),
                        Hint.plain("check the files of the checkpoint, or name a model of the catalogue"));
            case TextFileException t ->
                new Refusal(
                        Kind.MODEL, "no-text", withStop(String.valueOf(t.getMessage())), Hint.plain("check the path"));
            case NoSuchFileException n ->
                new Refusal(
                        Kind.MODEL,
                        "no-such-file",
                        "No such file: " + n.getMessage() + ".",
                        Hint.plain("check the path"));
            case RemoteException r -> new Refusal(Kind.MODEL, remote(r), sentence(r.getMessage()), r.hint());
            case InvalidSettingException s ->
                new Refusal(
                        Kind.BAD_QUESTION,
                        "setting",
                        sentence(s.getMessage()),
                        Hint.plain("write it as https://huggingface.co"));
            case AccessDeniedException a ->
                new Refusal(
                        Kind.MODEL,
                        "no-access",
                        "No access to " + a.getMessage() + ".",
                        Hint.plain("check its permissions"));
            case UncheckedIOException io when io.getCause() != null -> of(io.getCause());
            case FieldsException f ->
                new Refusal(Kind.MODEL, "catalogue", sentence(f.getMessage()), Hint.plain("correct the entry"));
            case UncheckedIOException io -> inputOutput(io);
            case IOException io -> inputOutput(io);
            case OutOfMemoryError e -> outOfMemory();
            case StackOverflowError e -> unexpected("something is nested too deeply");
            case LinkageError e -> damaged(e);
            default ->
                unexpected(failure.getClass().getSimpleName()
                        + (failure.getMessage() == null ? "" : ": " + failure.getMessage()));
        };
    }

    private static Refusal gguf(GgufFormatException g) {
        if (!g.remedy().isEmpty()) {
            return new Refusal(Kind.MODEL, "gguf", sentence(g.getMessage()), g.remedy());
        }
        return g.isDataMissing()
                ? new Refusal(
                        Kind.MODEL,
                        "gguf",
                        sentence(g.getMessage()),
                        Hint.of(
                                "download it again, or add {0} to size it by its header",
                                new Change("header_only", "true")))
                : new Refusal(
                        Kind.MODEL,
                        "gguf",
                        "The file is no valid GGUF: " + sentence(g.getMessage()),
                        Hint.plain("download it again"));
    }

    /** Names the architectures that come near to one that is not sized; a model of one of them may do as well. */
    private static Hint known(String architecture) {
        List<String> near = Spelling.nearest(architecture, Architecture.names());
        return near.isEmpty() || near.contains(architecture)
                ? Hint.of("{0} lists models that are known", new Ask("models"))
                : Hint.of(
                        "the nearest that are known are " + String.join(", ", near) + "; {0} lists models",
                        new Ask("models"));
    }

    private static String sentence(@Nullable String message) {
        String text = String.valueOf(message);
        // Programs and servers are called as they are written: llama-server, huggingface.co.
        boolean name = text.matches("[a-z][a-z0-9_]*[-./].*");
        return name ? withStop(text) : text.substring(0, 1).toUpperCase(Locale.ROOT) + withStop(text.substring(1));
    }

    private static String withStop(String text) {
        return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
    }

    private static String remote(RemoteException failure) {
        return failure.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Refusal unexpected(String what) {
        return new Refusal(
                Kind.INTERNAL,
                "unexpected",
                "Unexpected failure: " + withStop(what),
                Hint.of("run again with {0} and report it", new Change("debug", "true")));
    }

    private static Refusal outOfMemory() {
        return new Refusal(
                Kind.INTERNAL,
                "out-of-memory",
                "This needs more memory than the "
                        + Bytes.of(Runtime.getRuntime().maxMemory()) + " that Java gives the program.",
                Hint.plain("set LLMFIT_JAVA_OPTS=-Xmx4g for more"));
    }

    /** A class is missing or cannot be prepared: the jars are not those of one build. */
    private static Refusal damaged(LinkageError failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new Refusal(
                Kind.INTERNAL,
                "damaged",
                "The program's own files are damaged or incomplete: "
                        + withStop(cause.getClass().getSimpleName() + ": " + cause.getMessage()),
                Hint.plain("set LLMFIT_REBUILD=1 once to build it again"));
    }

    private static Refusal inputOutput(Exception failure) {
        return new Refusal(
                Kind.INTERNAL,
                "io",
                "Reading or writing failed: " + failure.getMessage() + ".",
                Hint.plain("check the path and its permissions"));
    }

    private static Refusal rules(InvalidRulesException failure) {
        List<Problems.Problem> all = failure.problems();
        String shown = String.join(
                "; ",
                all.stream()
                        .limit(SHOWN_MISTAKES)
                        .map(Problems.Problem::toString)
                        .toList());
        String more = all.size() > SHOWN_MISTAKES ? "; and " + (all.size() - SHOWN_MISTAKES) + " more" : "";
        return new Refusal(
                Kind.BAD_QUESTION,
                "rules",
                "Your rules contain mistakes: " + shown + more + (shown.endsWith("?") ? "" : "."),
                Hint.of(
                        "{0} lists them",
                        new Ask("rules")
                                .and("action", "check")
                                .and("source", all.getFirst().source())));
    }
}
