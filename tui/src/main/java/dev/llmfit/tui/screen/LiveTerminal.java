package dev.llmfit.tui.screen;

import dev.llmfit.tui.keys.Event.Signal;
import dev.llmfit.units.Environment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * The terminal that this process talks to, in its alternate screen. It is left as it was found on every path: by {@link #close}, by
 * a hook of the process whose bytes go to the descriptor itself, for JLine's own hook may have closed its terminal before, and where
 * this process is killed by {@link ShellModes}.
 */
public final class LiveTerminal implements Viewport, AutoCloseable {
    /** Alternate screen, no cursor, mouse with drags and large coordinates, marked pastes (xterm, ctlseqs). */
    private static final String ENTER = "\033[?1049h\033[?25l\033[?1000h\033[?1002h\033[?1006h\033[?2004h\033[2J";

    /** The same off again; first an update that may have been cut short is ended. */
    private static final String RESTORE =
            "\033[?2026l\033[?2004l\033[?1006l\033[?1002l\033[?1000l\033[0m\033[?25h\033[?1049l";

    /** The background's colour, and the terminal's own attributes, which every terminal tells: behind them nothing more comes. */
    private static final String ASK = "\033]11;?\033\\\033[c";

    private static final Pattern ATTRIBUTES = Pattern.compile("\033\\[\\?[0-9;]*c");
    /** An answer is waited for so long before the terminal is given back, nanoseconds: a shell would take it for keys. Judgement. */
    private static final long PATIENCE = 200_000_000;

    /** Characters of the longest list of attributes; what is longer is none. Judgement. */
    private static final int LONGEST = 256;

    private final TerminalModes modes;
    private final OutputStream descriptor = new FileOutputStream(FileDescriptor.out);
    private final CountDownLatch answered = new CountDownLatch(1);
    private long asked;
    private boolean entered;
    private final boolean tested;
    private int draws;
    private boolean ended;
    private final Thread hook;

    private LiveTerminal(TerminalModes modes, boolean tested) {
        this.modes = modes;
        this.tested = tested;
        this.hook = new Thread(this::end, "restore");
    }

    /**
     * Opens the terminal and tells what happens at it, from other threads.
     *
     * @param typed takes each UTF-16 character that is typed
     * @param heard takes what the system says
     * @throws IOException if standard input or output is none
     */
    public static LiveTerminal open(Environment environment, IntConsumer typed, Consumer<Signal> heard)
            throws IOException {
        TerminalModes modes = modes(environment);
        LiveTerminal live =
                new LiveTerminal(modes, environment.variable("LLMFIT_TEST").isPresent());
        Runtime.getRuntime().addShutdownHook(live.hook);
        modes.listen(() -> heard.accept(Signal.RESIZED), () -> heard.accept(Signal.INTERRUPTED));
        live.enter();
        Thread keys = new Thread(() -> live.read(modes.input(), typed, () -> heard.accept(Signal.GONE)), "keys");
        keys.setDaemon(true);
        keys.start();
        return live;
    }

    /** Returns the terminal in the modes of a screen. */
    private static TerminalModes modes(Environment environment) throws IOException {
        if (!environment.isWindows()) {
            try {
                TerminalModes shell = new ShellModes(RESTORE);
                shell.raw();
                return shell;
            } catch (IOException e) { // no shell, no stty or another terminal than the own
                return raw(new JLineModes(environment));
            }
        }
        return raw(new JLineModes(environment));
    }

    private static TerminalModes raw(TerminalModes modes) throws IOException {
        modes.raw();
        return modes;
    }

    private void enter() {
        synchronized (descriptor) {
            entered = true;
            send(ENTER);
        }
    }

    /** Asks which colour the background has; the answer comes among the keys. */
    public void askBackground() {
        asked = System.nanoTime();
        write(ASK);
    }

    /** Waits for the end of an answer, if one may still come. */
    private void awaitAnswer() {
        long rest = asked + PATIENCE - System.nanoTime();
        if (asked == 0 || rest <= 0) {
            return;
        }
        try {
            if (!answered.await(rest, TimeUnit.NANOSECONDS)) {
                asked = 0; // it does not answer
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Reads what is typed.
     *
     * @param in where it is typed
     */
    private void read(InputStream in, IntConsumer typed, Runnable gone) {
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        try {
            StringBuilder sequence = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                typed.accept(c);
                sequence.setLength(c == '\033' || sequence.length() > LONGEST ? 0 : sequence.length());
                sequence.append((char) c);
                if (c == 'c' && ATTRIBUTES.matcher(sequence).matches()) {
                    answered.countDown();
                }
            }
        } catch (IOException e) {
            gone.run(); // the window was closed; there is nobody to tell
            return;
        }
        gone.run();
    }

    /** {@inheritDoc} 80 where it tells none. */
    @Override
    public int columns() {
        int columns = modes.columns();
        return columns > 0 ? columns : 80; // as terminals are where nothing is said
    }

    /** {@inheritDoc} 24 where it tells none. */
    @Override
    public int rows() {
        int rows = modes.rows();
        return rows > 0 ? rows : 24;
    }

    /** {@inheritDoc} Nothing once the terminal is given back. */
    @Override
    public void write(String text) {
        synchronized (descriptor) {
            if (entered) {
                send(text);
            }
        }
    }

    /** {@inheritDoc} A test reads it in the title. */
    @Override
    public void drawn(boolean idle) {
        draws++;
        if (tested) {
            write("\033]2;" + (idle ? "idle:" : "busy:") + draws + "\007");
        }
    }

    private void send(String text) {
        try {
            descriptor.write(text.getBytes(StandardCharsets.UTF_8));
            descriptor.flush();
        } catch (IOException e) {
            entered = false; // the window is gone, and the reader says so
        }
    }

    /** {@inheritDoc} The screen is left meanwhile, as with Ctrl-Z elsewhere. */
    @Override
    public void suspend() throws IOException {
        restore();
        modes.found();
        // The whole job, as the terminal itself does: a launcher before this process waits else for one that has
        // stopped.
        Process stop = new ProcessBuilder("kill", "-STOP", "0").inheritIO().start();
        try {
            stop.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        modes.raw();
        enter();
    }

    /** {@inheritDoc} For a screen that another program wrote to. */
    @Override
    public void enterAgain() {
        write(ENTER);
    }

    /** Gives the terminal back, once. */
    private void restore() {
        synchronized (descriptor) {
            if (entered) {
                send(RESTORE);
                entered = false;
            }
        }
    }

    /** Gives the terminal back for good. */
    private synchronized void end() {
        restore();
        if (!ended) {
            ended = true;
            modes.end();
        }
    }

    @Override
    public void close() {
        awaitAnswer();
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process ends, and the hook finds nothing to do
        }
    }
}
