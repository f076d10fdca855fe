package dev.llmfit.tui.screen;

import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The clipboard: by the terminal itself (OSC 52, which works over ssh) and by the program of the desktop. */
public final class Clipboard {
    /** Terminals take no longer sequences (xterm, {@code OSC 52}). */
    private static final int LONGEST = 74_994;

    private static final long PATIENCE_SECONDS = 2;

    private final Environment environment;
    private final Consumer<String> terminal;

    /** Creates the clipboard of a terminal that is written to. */
    public Clipboard(Environment environment, Consumer<String> terminal) {
        this.environment = environment;
        this.terminal = terminal;
    }

    /** Copies a text and returns whether a program took it; what the terminal does of it, it does not tell. */
    public boolean copy(String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        if (encoded.length() <= LONGEST) {
            terminal.accept("\033]52;c;" + encoded + "\007");
        }
        return program().filter(p -> isTaken(p, text)).isPresent();
    }

    private Optional<List<String>> program() {
        if (environment.variable("SSH_CONNECTION").isPresent()) {
            return Optional.empty(); // its clipboard is that of another desk
        }
        if (environment.isMac()) {
            return Optional.of(List.of("pbcopy"));
        }
        if (environment.isWindows()) {
            return Optional.of(List.of("clip"));
        }
        if (environment.variable("WAYLAND_DISPLAY").isPresent()) {
            return Optional.of(List.of("wl-copy"));
        }
        return environment.variable("DISPLAY").map(d -> List.of("xclip", "-selection", "clipboard"));
    }

    private static boolean isTaken(List<String> program, String text) {
        try {
            Process process = new ProcessBuilder(program)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
