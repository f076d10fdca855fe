package dev.llmfit.tui.screen;

import dev.llmfit.units.Environment;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The modes by JLine: on Windows, and where there is no {@code stty}. */
final class JLineModes implements TerminalModes {
    private final Terminal terminal;
    private final Attributes found;
    private final boolean windows;

    /**
     * Opens the terminal.
     *
     * @throws IOException if standard input or output is none
     */
    JLineModes(Environment environment) throws IOException {
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .nativeSignals(true) // or no WINCH ever arrives
                    .graphemeCluster(false) // asking the terminal takes a round trip
                    .encoding(StandardCharsets.UTF_8)
                    .type("xterm") // what is written is of no type; JLine starts infocmp for one that it does not know
                    .build();
        } catch (IllegalStateException e) {
            throw new IOException("no terminal: " + e.getMessage(), e);
        }
        found = terminal.getAttributes();
        windows = environment.isWindows();
    }

    @Override
    public void raw() {
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        raw.setControlChar(ControlChar.VMIN, 1); // a read waits for a key and wakes for nothing else
        raw.setControlChar(ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
    }

    @Override
    public void found() {
        terminal.setAttributes(found);
    }

    private Size size() {
        try {
            return terminal.getSize();
        } catch (IllegalStateException e) {
            return Size.of(0, 0); // closed by JLine's hook while the process ends
        }
    }

    @Override
    public int columns() {
        return size().getColumns();
    }

    @Override
    public int rows() {
        return size().getRows();
    }

    @Override
    public void listen(Runnable resized, Runnable interrupted) {
        terminal.handle(Terminal.Signal.WINCH, s -> resized.run());
        terminal.handle(Terminal.Signal.INT, s -> interrupted.run());
    }

    /** {@inheritDoc} Elsewhere than on Windows not by JLine's reader: closing that waits for a key. */
    @Override
    public InputStream input() {
        return windows ? terminal.input() : new FileInputStream(FileDescriptor.in);
    }

    @Override
    public void end() {
        try {
            terminal.setAttributes(found);
            terminal.close();
        } catch (IOException | IllegalStateException e) {
            return; // closed by its own hook, which sets the attributes too
        }
    }
}
