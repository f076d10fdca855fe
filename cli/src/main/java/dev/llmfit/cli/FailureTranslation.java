package dev.llmfit.cli;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.engine.EngineException;
import dev.llmfit.gguf.GgufFormatException;
import dev.llmfit.gguf.HyperParametersException;
import dev.llmfit.gguf.arch.FieldsException;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.remote.InvalidSettingException;
import dev.llmfit.gguf.remote.RemoteException;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.ProfileException;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.builder.MissingTensorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gives every exception its exit code and its sentence. */
final class FailureTranslation {
    private FailureTranslation() {}

    /** Returns the exception that ends the command. */
    static CommandException toCommandException(Exception failure) {
        return switch (failure) {
            case CommandException c -> c;
            case LaunchRefusedException r ->
                new CommandException(
                        ExitCode.DOES_NOT_FIT,
                        "refused",
                        "llama.cpp would refuse this launch: " + r.getMessage() + ".",
                        "");
            case UnsupportedArchitectureException u ->
                new CommandException(
                        ExitCode.MODEL, "architecture", u.getMessage() + ".", "see docs/accuracy.md for the list");
            case ModelNotFoundException m ->
                new CommandException(ExitCode.MODEL, "model-not-found", sentence(m.getMessage()), m.hint());
            case GgufFormatException g ->
                new CommandException(
                        ExitCode.MODEL,
                        "gguf",
                        "The file is no valid GGUF: " + sentence(g.getMessage()),
                        g.isDataMissing()
                                ? "download it again, or add --header-only to size it by its header"
                                : "download it again");
            case HyperParametersException h ->
                new CommandException(ExitCode.MODEL, "model", sentence(h.getMessage()), "");
            case MissingTensorException t ->
                new CommandException(ExitCode.MODEL, "model", sentence(t.getMessage()), "");
            case QuantizationException q ->
                new CommandException(
                        ExitCode.USAGE, "file-type", sentence(q.getMessage()), "llmfit quants lists the file types");
            case HardwareException h ->
                new CommandException(ExitCode.HARDWARE, "hardware", sentence(h.getMessage()), h.hint());
            case ProfileException p ->
                new CommandException(
                        ExitCode.HARDWARE,
                        "profile",
                        "The machine profile cannot be read: " + p.getMessage()
                                + (String.valueOf(p.getMessage()).endsWith("?") ? "" : "."),
                        "llmfit probe --save FILE writes a valid one");
            case UnreadableHardwareException u ->
                new CommandException(
                        ExitCode.HARDWARE,
                        "unreadable",
                        "This machine cannot be read: " + u.getMessage() + ".",
                        "name it with --hardware, or give --vram and --ram");
            case EngineException e ->
                new CommandException(
                        ExitCode.ENGINE,
                        "engine-" + e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        sentence(e.getMessage()),
                        e.hint());
            case NoSuchFileException n ->
                new CommandException(
                        ExitCode.MODEL, "no-such-file", "No such file: " + n.getMessage() + ".", "check the path");
            case RemoteException r ->
                new CommandException(ExitCode.MODEL, remote(r), sentence(r.getMessage()), r.hint());
            case InvalidSettingException s ->
                new CommandException(
                        ExitCode.USAGE, "setting", sentence(s.getMessage()), "write it as https://huggingface.co");
            case AccessDeniedException a ->
                new CommandException(
                        ExitCode.MODEL, "no-access", "No access to " + a.getMessage() + ".", "check its permissions");
            case UncheckedIOException io when io.getCause() instanceof IOException cause -> toCommandException(cause);
            case FieldsException f ->
                new CommandException(ExitCode.MODEL, "catalogue", sentence(f.getMessage()), "correct the entry");
            case UncheckedIOException io -> inputOutput(io);
            case IOException io -> inputOutput(io);
            default ->
                new CommandException(
                        ExitCode.FAILURE,
                        "unexpected",
                        "Unexpected failure: " + failure.getClass().getSimpleName() + ": " + failure.getMessage() + ".",
                        "run again with --debug and report it");
        };
    }

    private static String sentence(@Nullable String message) {
        String text = String.valueOf(message);
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }

    private static String remote(RemoteException failure) {
        return failure.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static CommandException inputOutput(Exception failure) {
        return new CommandException(
                ExitCode.FAILURE,
                "io",
                "Reading or writing failed: " + failure.getMessage() + ".",
                "check the path and its permissions");
    }
}
