package dev.llmfit.tui.screen;

import dev.llmfit.tui.keys.Event;
import dev.llmfit.tui.keys.Event.Signal;
import dev.llmfit.tui.keys.KeyDecoder;
import dev.llmfit.units.Environment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal that this process talks to, in its alternate screen. It is left as it was found on every path: by {@link #close},
 * and by a hook of the process whose bytes go to the descriptor itself, for JLine's own hook may have closed its terminal before.
 */
public final class LiveTerminal implements AutoCloseable {
    /** Alternate screen, no cursor, mouse with drags and large coordinates, marked pastes (xterm, ctlseqs). */
    private static final String ENTER = "\033[?1049h\033[?25l\033[?1000h\033[?1002h\033[?1006h\033[?2004h\033[2J";

    /** The same off again; first an update that may have been cut short is ended. */
    private static final String RESTORE =
            "\033[?2026l\033[?2004l\033[?1006l\033[?1002l\033[?1000l\033[0m\033[?25h\033[?1049l";

    /** What follows an escape within this time belongs to it, milliseconds; a sequence arrives in one piece. Judgement. */
    private static final long ESCAPE_WAIT = 25;

    private final Terminal terminal;
    private final OutputStream descriptor = new FileOutputStream(FileDescriptor.out);
    private final AtomicBoolean entered = new AtomicBoolean();
    private final Attributes before;
    private final Thread hook;

    private LiveTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
        this.hook = new Thread(this::restore, "restore");
    }

    /**
     * Opens the terminal and tells what happens at it, from other threads.
     *
     * @throws IOException if standard input or output is none
     */
    public static LiveTerminal open(Environment environment, Consumer<Event> heard) throws IOException {
        TerminalBuilder builder = TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(true) // or no WINCH ever arrives
                .graphemeCluster(false) // asking the terminal takes a round trip
                .encoding(StandardCharsets.UTF_8);
        bundled(environment).ifPresent(builder::type);
        LiveTerminal live;
        try {
            live = new LiveTerminal(builder.build());
        } catch (IllegalStateException e) {
            throw new IOException("no terminal: " + e.getMessage(), e);
        }
        Runtime.getRuntime().addShutdownHook(live.hook);
        live.terminal.handle(Terminal.Signal.WINCH, s -> heard.accept(Signal.RESIZED));
        live.terminal.handle(Terminal.Signal.INT, s -> heard.accept(Signal.INTERRUPTED));
        live.enter();
        Thread keys = new Thread(() -> live.read(heard), "keys");
        keys.setDaemon(true);
        keys.start();
        return live;
    }

    /** JLine starts {@code infocmp} for a type that it has no description of. */
    private static Optional<String> bundled(Environment environment) {
        return environment
                .variable("TERM")
                .filter(type -> type.startsWith("tmux") || type.startsWith("screen"))
                .map(type -> type.endsWith("256color") ? "screen-256color" : "screen");
    }

    private void enter() {
        if (entered.compareAndSet(false, true)) {
            terminal.enterRawMode();
            Attributes raw = terminal.getAttributes();
            raw.setLocalFlag(LocalFlag.ISIG, false); // Ctrl-C is a key here and no signal to an engine that runs
            raw.setControlChar(ControlChar.VMIN, 1); // a read waits for a key and wakes for nothing else
            raw.setControlChar(ControlChar.VTIME, 0);
            terminal.setAttributes(raw);
            write(ENTER);
        }
    }

    private void read(Consumer<Event> heard) {
        KeyDecoder decoder = new KeyDecoder(heard);
        NonBlockingReader reader = terminal.reader();
        try {
            while (true) {
                int c = decoder.isWaiting() ? reader.read(ESCAPE_WAIT) : reader.read();
                if (c == NonBlockingReader.READ_EXPIRED) {
                    decoder.nothingFollows();
                } else if (c < 0) {
                    break;
                } else {
                    decoder.take((char) c);
                }
            }
        } catch (IOException e) {
            heard.accept(Signal.GONE); // the window was closed; there is nobody to tell
            return;
        }
        heard.accept(Signal.GONE);
    }

    /** Returns the columns of the window; 80 where it tells none. */
    public int columns() {
        int columns = size().getColumns();
        return columns > 0 ? columns : 80; // as terminals are where nothing is said
    }

    /** Returns the rows of the window; 24 where it tells none. */
    public int rows() {
        int rows = size().getRows();
        return rows > 0 ? rows : 24;
    }

    private Size size() {
        return terminal.getSize();
    }

    /** Writes to the terminal at once. */
    public void write(String text) {
        try {
            descriptor.write(text.getBytes(StandardCharsets.UTF_8));
            descriptor.flush();
        } catch (IOException e) {
            entered.compareAndSet(true, false); // the window is gone, and the reader says so
        }
    }

    /** Leaves the screen, stops this job as Ctrl-Z does elsewhere, and enters again when it is continued. */
    public void suspend() throws IOException {
        restore();
        terminal.setAttributes(before);
        // The whole job, as the terminal itself does: a launcher before this process waits else for one that has
        // stopped.
        Process stop = new ProcessBuilder("kill", "-STOP", "0").inheritIO().start();
        try {
            stop.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        enter();
    }

    /** Enters all modes again, for a screen that another program wrote to. */
    public void enterAgain() {
        write(ENTER);
    }

    /** Gives the terminal back, once. */
    private void restore() {
        if (entered.compareAndSet(true, false)) {
            write(RESTORE);
        }
    }

    @Override
    public void close() {
        restore();
        try {
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException | IllegalStateException e) {
            return; // closed by its own hook, which sets the attributes too
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process ends, and the hook finds nothing to do
        }
    }
}
