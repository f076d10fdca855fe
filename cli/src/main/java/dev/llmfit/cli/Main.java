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
        // picocli looks for classes of Groovy, java.time and java.sql otherwise: where one is missing, every jar is
        // opened.
        Environment.limit("picocli.disable.closures", "true");
        Environment.limit("picocli.converters.excludes", "java.(time|sql|nio)[.].*");
        Environment environment = Environment.ofProcess();
        Console console = Console.ofProcess(
                buffered(DescriptorStream.out()), buffered(DescriptorStream.err()), environment.variables());
        List<String> words = List.of(args);
        if (PreparedHelp.command(words).isEmpty()) { // help needs nothing of a user's
            OwnFolders folders = OwnFolders.of(environment);
            RunNote.keepIn(folders.data());
            KnowledgeFolder.in(folders.data()).toRead().ifPresent(KnowledgeFiles::readFirst);
        }
        int code = run(console, environment, words);
        console.err().flush();
        if (code == ExitCode.OK.code() && isAlone()) {
            return; // sooner than by exit, which sets up a log of exits first: half of what a hello world takes
        }
        // Some libraries keep threads of their own alive; the answer is complete here.
        Runtime.getRuntime().exit(code);
    }

    /** Returns whether the process ends with this thread. */
    private static boolean isAlone() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = all; parent != null; parent = parent.getParent()) {
            all = parent;
        }
        Thread[] threads = new Thread[all.activeCount() + 1];
        int count = all.enumerate(threads);
        boolean others = count == threads.length; // more began meanwhile
        for (int i = 0; i < count; i++) {
            others |= threads[i] != Thread.currentThread() && !threads[i].isDaemon();
        }
        return !others;
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
