package dev.llmfit.cli;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.update.KnowledgeFolder;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.DescriptorStream;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.engine.process.RunNote;
import dev.llmfit.units.Environment;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.OwnFolders;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.List;

/** Entry point of the process. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Environment environment = Environment.ofProcess();
        Console console = Console.ofProcess(
                buffered(DescriptorStream.out()), buffered(DescriptorStream.err()), environment.variables());
        OwnFolders folders = OwnFolders.of(environment);
        RunNote.keepIn(folders.data());
        KnowledgeFolder.in(folders.data()).toRead().ifPresent(KnowledgeFiles::readFirst);
        int code = run(console, environment, List.of(args));
        console.err().flush();
        // Some libraries keep threads of their own alive; the answer is complete here.
        Runtime.getRuntime().exit(code);
    }

    private static int run(Console console, Environment environment, List<String> args) {
        try {
            return new CommandRunner(console, new Settings(environment, false)).run(args);
        } catch (LinkageError e) { // not even the runner is whole
            console.err()
                    .print("llmfit: The program's own files are damaged: " + e + ". (set LLMFIT_REBUILD=1 once)\n");
            return ExitCode.FAILURE.code();
        }
    }

    private static OutputStream buffered(DescriptorStream descriptor) {
        return new BufferedOutputStream(descriptor, 1 << 16);
    }
}
