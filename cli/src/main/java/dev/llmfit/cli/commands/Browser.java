package dev.llmfit.cli.commands;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.units.Environment;
import java.io.IOException;

/** The user's browser. */
final class Browser {
    private Browser() {}

    /** Opens an address in it. */
    static void open(String address, Environment environment) {
        ProcessBuilder opener = environment.isWindows()
                ? new ProcessBuilder("rundll32", "url.dll,FileProtocolHandler", address)
                : new ProcessBuilder(environment.isMac() ? "open" : "xdg-open", address);
        opener.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            opener.start().getOutputStream().close();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILURE,
                    "no-browser",
                    "No browser can be opened: " + e.getMessage() + ".",
                    "leave out --open and open the address yourself");
        }
    }
}
