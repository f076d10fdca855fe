package dev.llmfit.cli;

import dev.llmfit.answers.Settings;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.units.Environment;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Entry point of the process. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        Environment environment = Environment.ofProcess();
        int code = new CommandRunner(
                        Console.ofProcess(out, err, environment.variables()), new Settings(environment, false))
                .run(List.of(args));
        out.flush();
        err.flush();
        // Some libraries keep threads of their own alive; the answer is complete here.
        Runtime.getRuntime().exit(code);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16), false, StandardCharsets.UTF_8);
    }
}
