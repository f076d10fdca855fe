package dev.llmfit.tui;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Palette;
import dev.llmfit.tui.keys.Event;
import dev.llmfit.tui.keys.Event.Background;
import dev.llmfit.tui.keys.Event.Mouse;
import dev.llmfit.tui.keys.Event.Pasted;
import dev.llmfit.tui.keys.Event.Signal;
import dev.llmfit.tui.keys.Event.Stroke;
import dev.llmfit.tui.keys.KeyDecoder;
import dev.llmfit.tui.screen.Clipboard;
import dev.llmfit.tui.screen.LiveTerminal;
import dev.llmfit.tui.screen.Painter;
import dev.llmfit.tui.screen.Rehearsal;
import dev.llmfit.tui.screen.Viewport;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Overlay;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.RunState;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.state.Wanted;
import dev.llmfit.tui.view.ScreenLayout;
import dev.llmfit.tui.view.View;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The loop of the terminal UI: what happens is taken from one queue, the screen follows from it, and what has changed is drawn. No
 * answer is waited for here, and nothing wakes it but a key, an answer or a run.
 */
public final class TerminalUi {
    /** A sentence stands in the footer for so long, and the free memory is read again after it, milliseconds. */
    private static final long NOTE = 2000;

    /** The time of a run is told so often, milliseconds. */
    private static final long TICK = 1000;

    /** What is told of a copy that only the terminal can have taken. */
    private static final String UNSURE =
            "It is in the clipboard if this terminal allows that (OSC 52); else shift and the mouse select it here.";

    /** At most sixty draws a second, nanoseconds. */
    private static final long FRAME = 1_000_000_000 / 60;

    /** What follows an escape within this time belongs to it, milliseconds; a sequence arrives in one piece. Judgement. */
    private static final long ESCAPE = 25;

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Deque<Event> events = new ArrayDeque<>();
    private final KeyDecoder decoder = new KeyDecoder(events::add);
    private final Workbench given;
    private final Glyphs glyphs;
    private final Pointer pointer = new Pointer();
    private final Palette palette;
    private final boolean tested;
    private Painter painter;
    private Workbench bench;
    private Asker asker;
    private Runner runner;
    private Screen screen;
    private Known known = Known.NOTHING;
    private RunState run = RunState.NONE;
    private boolean ended;
    private boolean warned;
    private boolean reading;
    private long drawn;
    private String noted = "";
    private long notedAt;

    private TerminalUi(Workbench given, Screen first, Glyphs glyphs, Palette palette) {
        this.given = given;
        this.screen = first;
        this.glyphs = glyphs;
        this.palette = palette;
        this.painter = new Painter(palette);
        this.tested = environment().variable("LLMFIT_TEST").isPresent();
        this.bench = fresh();
        this.asker = asker(bench);
        this.runner = runner(bench);
    }

    /**
     * Shows a screen until a person ends it.
     *
     * @throws IOException if standard input and output are no terminal
     */
    public static void run(Workbench bench, Screen first, Glyphs glyphs, Palette palette) throws IOException {
        TerminalUi ui = new TerminalUi(bench, first, glyphs, palette);
        ui.needed(List.of()); // models are searched while the terminal opens
        try (LiveTerminal terminal = LiveTerminal.open(ui.environment(), ui::type, ui::hear)) {
            if (ui.isRefined()) {
                terminal.askBackground();
            }
            ui.loop(terminal);
        } finally {
            ui.asker.end();
            ui.runner.stop();
        }
    }

    /** Shows a screen to nobody, so that an AOT cache that is recorded meanwhile holds what the terminal UI needs. */
    public static void rehearse(Workbench bench, Screen first) throws IOException {
        TerminalUi ui = new TerminalUi(bench, first, Glyphs.UNICODE, Palette.SIXTEEN);
        try {
            ui.loop(new Rehearsal(ui::type));
        } finally {
            ui.asker.end();
        }
    }

    /** Tells whether the terminal has more than sixteen colours, so that they can suit its background. */
    private boolean isRefined() {
        return palette.equals(Palette.SIXTEEN)
                && environment()
                        .variable("COLORTERM")
                        .filter(c -> c.equals("truecolor") || c.equals("24bit"))
                        .isPresent();
    }

    private Environment environment() {
        return given.environment();
    }

    /** Returns a workbench that reads machine and files anew, and warns on the screen: what goes to standard error breaks it. */
    private Workbench fresh() {
        return given.telling(sentence -> inbox.add(() -> known = known.warning(sentence)))
                .forMany(Path.of(""));
    }

    private Asker asker(Workbench of) {
        return new Asker(
                of,
                (question, result) -> inbox.add(() -> {
                    if (of == bench) { // one that was read before a refresh is none
                        known = known.with(question, result);
                    }
                }));
    }

    private Runner runner(Workbench of) {
        return new Runner(
                of,
                run.past(),
                state -> inbox.add(() -> {
                    run = state;
                    known = state.going() ? known : known.without(Questions.onDisk()); // it may have been a download
                }));
    }

    private void hear(Event event) {
        inbox.add(() -> events.add(event));
    }

    private void type(int character) {
        inbox.add(() -> decoder.take((char) character));
    }

    private void loop(Viewport terminal) throws IOException {
        Clipboard clipboard = new Clipboard(environment(), terminal::write);
        View view = draw(terminal);
        while (!ended) {
            take();
            for (Event event = events.poll(); event != null && !ended; event = events.poll()) {
                on(event, view, terminal, clipboard);
            }
            if (!ended) {
                view = draw(terminal);
            }
        }
    }

    /** Waits for something to happen and takes all that has. */
    private void take() {
        try {
            boolean waits = decoder.isWaiting();
            boolean live = isLive();
            if (!screen.note().equals(noted)) {
                noted = screen.note();
                notedAt = System.nanoTime();
            }
            boolean timed = waits || live || run.going() || !screen.note().isEmpty();
            Runnable first = timed
                    ? inbox.poll(waits ? ESCAPE : run.going() ? TICK : NOTE, TimeUnit.MILLISECONDS)
                    : inbox.take();
            if (first == null) {
                decoder.nothingFollows();
                run = run.going() ? runner.now() : run;
                boolean old = System.nanoTime() - notedAt >= TimeUnit.MILLISECONDS.toNanos(NOTE);
                screen = waits || !old ? screen : screen.noting("");
                if (live && !waits) {
                    readMemory();
                }
                return;
            }
            long wait = drawn + FRAME - System.nanoTime();
            if (wait > 0 && !(inbox.isEmpty() && wait > FRAME / 2)) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            first.run();
            for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
                next.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }

    /** Tells whether the box about the machine is open and this one is meant: its free memory is read then, and never otherwise. */
    private boolean isLive() {
        return screen.overlay().kind() == Overlay.Kind.MACHINE
                && screen.chosen().machine().equals(HardwareSelector.THIS_MACHINE);
    }

    private void readMemory() {
        if (!reading) {
            reading = true;
            ProbeQuestion machine = Questions.machine(screen.chosen());
            Workbench now = given.telling(sentence -> {});
            Thread.ofVirtual().name("memory").start(() -> {
                Known.Result result = Asker.result(now, machine);
                inbox.add(() -> {
                    reading = false;
                    known = known.with(machine, result);
                });
            });
        }
    }

    private View draw(Viewport terminal) {
        View view = ScreenLayout.draw(screen, known, run, terminal.columns(), terminal.rows(), glyphs);
        painter.update(view.cells()).ifPresent(terminal::write);
        drawn = System.nanoTime();
        List<Row> rows = Rows.of(screen.chosen(), known);
        boolean quiet = inbox.isEmpty() && !decoder.isWaiting() && !run.going();
        boolean idle = needed(seen(rows, view.page())).isEmpty() && quiet;
        terminal.drawn(idle);
        return view;
    }

    /** Says what is needed and returns it. */
    private List<Question<?>> needed(List<Row> rows) {
        List<Question<?>> questions = Questions.needed(screen, known, rows);
        asker.want(questions);
        return questions;
    }

    /** Returns the rows about the marked one that are seen. */
    private List<Row> seen(List<Row> rows, int page) {
        int first = Rows.first(rows, page, screen.chosen(), known);
        return rows.subList(Math.min(first, rows.size()), Math.min(first + page, rows.size()));
    }

    private void on(Event event, View view, Viewport terminal, Clipboard clipboard) throws IOException {
        switch (event) {
            case Stroke key -> press(key, view, terminal, clipboard);
            case Background background -> {
                painter = new Painter(background.light() ? Palette.LIGHT : Palette.DARK);
            }
            case Mouse mouse -> {
                boolean box = screen.overlay().kind() != Overlay.Kind.NONE;
                Optional<Stroke> key = pointer.key(mouse, view, box);
                if (key.isPresent()) {
                    press(key.get(), view, terminal, clipboard);
                }
            }
            case Pasted pasted -> {
                if (screen.searching() || screen.overlay().isTypedInto()) {
                    for (int c : pasted.text().codePoints().toArray()) {
                        press(new Stroke(Character.toString(c)), view, terminal, clipboard);
                    }
                }
            }
            case Signal signal -> {
                if (signal != Signal.RESIZED) {
                    ended = true;
                }
            }
        }
    }

    private void press(Stroke key, View view, Viewport terminal, Clipboard clipboard) throws IOException {
        if (tested && key.name().equals("ctrl-x")) {
            throw new IllegalStateException("asked for by a test");
        }
        Keymap.Done done = new Keymap(known, view.page(), view.scroll()).press(screen, key);
        screen = done.screen();
        switch (done.wanted()) {
            case Wanted.Copy copy -> {
                screen = clipboard.copy(copy.text())
                        ? screen.noting(copy.what() + " is in the clipboard.")
                        : screen.under(Overlay.text(copy.what() + " to copy", List.of(copy.text(), "", UNSURE)));
            }
            case Wanted.Plain plain -> plain(plain, terminal);
        }
    }

    private void plain(Wanted.Plain wanted, Viewport terminal) throws IOException {
        switch (wanted) {
            case NOTHING -> {}
            case QUIT -> {
                ended = warned || !runner.isGoing();
                warned = true;
                screen = screen.noting("A run is going; once more ends it and quits.");
            }
            case SUSPEND -> {
                terminal.suspend();
                painter.forget();
            }
            case REDRAW -> {
                terminal.enterAgain();
                painter.forget();
            }
            case REFRESH -> {
                asker.end();
                bench = fresh();
                asker = asker(bench);
                known = Known.NOTHING;
                if (!runner.isGoing()) {
                    runner = runner(bench);
                }
            }
            case VERIFY, VERIFY_ANYWAY, BENCH, FETCH -> start(wanted);
            case STOP -> {
                screen = screen.noting(runner.isGoing() ? "It is being stopped." : "Nothing runs.");
                runner.stop();
            }
        }
    }

    private void start(Wanted.Plain wanted) {
        if (runner.isGoing()) {
            screen = screen.noting("One run at a time; k in its box stops it.");
            return;
        }
        warned = false;
        Job.of(wanted, screen, known).ifPresent(runner::run);
    }
}
