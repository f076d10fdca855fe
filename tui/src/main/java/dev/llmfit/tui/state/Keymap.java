package dev.llmfit.tui.state;

import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.tui.keys.Event.Stroke;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Chosen.Sort;
import dev.llmfit.tui.state.Overlay.Kind;
import dev.llmfit.tui.state.Screen.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What each key does. Nothing here waits: what must be asked or run is told to the caller. */
public final class Keymap {
    private static final String NOT_RUN = "It is predicted not to fit, so it is not run; v once more runs it anyway.";

    private final Known known;
    private final int page;
    private final int scroll;

    /**
     * Creates the keys of a screen.
     *
     * @param known what has been answered
     * @param page rows of the list that are seen at once
     * @param scroll rows that the text of a box can go up
     */
    public Keymap(Known known, int page, int scroll) {
        this.known = known;
        this.page = Math.max(1, page);
        this.scroll = scroll;
    }

    int scroll() {
        return scroll;
    }

    /**
     * What a key leads to.
     *
     * @param screen the screen after it
     * @param wanted what else it wants
     */
    public record Done(Screen screen, Wanted wanted) {}

    /** Returns what a key leads to. */
    public Done press(Screen s, Stroke key) {
        String name = key.name();
        if (name.equals("ctrl-l")) {
            return new Done(s, Wanted.Plain.REDRAW);
        }
        if (name.equals("ctrl-c") || name.equals("ctrl-z")) {
            return new Done(s, name.equals("ctrl-c") ? Wanted.Plain.QUIT : Wanted.Plain.SUSPEND);
        }
        if (s.overlay().kind() != Kind.NONE) {
            return new Boxes(this, known).press(s, name);
        }
        return s.searching() ? search(s, name) : plain(s, name);
    }

    static Done done(Screen s) {
        return new Done(s, Wanted.Plain.NOTHING);
    }

    private Done search(Screen s, String name) {
        String query = s.chosen().query();
        return switch (name) {
            case "esc" -> done(s.showing(s.chosen().searching("")).searching(false));
            case "enter" -> done(s.searching(false));
            case "up", "down", "pgup", "pgdn" -> plain(s.searching(false), name);
            case "backspace" -> done(s.showing(s.chosen().searching(Boxes.shorter(query))));
            default -> Boxes.isText(name) ? done(s.showing(s.chosen().searching(query + name))) : done(s);
        };
    }

    Done plain(Screen s, String name) {
        int colon = name.indexOf(':');
        if (colon > 0 && name.length() > 1) {
            return clicked(s, name.substring(0, colon), name.substring(colon + 1));
        }
        if (name.length() == 1 && name.charAt(0) >= '1' && name.charAt(0) <= '6') {
            return done(s.on(name.charAt(0) - '0'));
        }
        return switch (name) {
            case "q" -> new Done(s, Wanted.Plain.QUIT);
            case "down", "j" -> done(row(s, 1));
            case "up" -> done(row(s, -1));
            case "k" -> s.focus() == Screen.RUNS ? new Done(s, Wanted.Plain.STOP) : done(row(s, -1));
            case "stop" -> new Done(s, Wanted.Plain.STOP);
            case "pgdn" -> done(row(s, page));
            case "pgup" -> done(row(s, -page));
            case "g" -> done(row(s, Integer.MIN_VALUE / 2));
            case "G" -> done(row(s, Integer.MAX_VALUE / 2));
            case "right", "l" -> done(step(s, s.field(), 1));
            case "left", "h" -> done(step(s, s.field(), -1));
            case "shift-right" -> done(step(s, s.field(), Steps.FAR));
            case "shift-left" -> done(step(s, s.field(), -Steps.FAR));
            case "]" -> done(step(s, Field.CONTEXT, 1));
            case "[" -> done(step(s, Field.CONTEXT, -1));
            case "+", "=" -> done(step(s, Field.NGL, 1));
            case "-", "_" -> done(step(s, Field.NGL, -1));
            case "F" -> done(around(s, Field.FILE));
            case "K" -> done(around(s, Field.KV));
            case "home" ->
                done(
                        s.focus() == Screen.PLAN
                                ? step(s, s.field(), -Integer.MAX_VALUE)
                                : row(s, -Integer.MAX_VALUE / 2));
            case "end" -> done(s.focus() == Screen.PLAN ? most(s) : row(s, Integer.MAX_VALUE / 2));
            case "tab" -> done(field(s, 1));
            case "shift-tab" -> done(field(s, -1));
            case "enter" -> done(entered(s));
            case "esc" ->
                done(
                        s.chosen().query().isEmpty()
                                ? s.on(Screen.MODELS)
                                : s.showing(s.chosen().searching("")));
            case "z" -> done(s.zoom());
            case "0" -> done(s.asking(s.chosen().with(Changes.NONE)));
            case "backspace" -> done(s.back());
            default -> more(s, name);
        };
    }

    private Done more(Screen s, String name) {
        return switch (name) {
            case "/" -> done(s.searching(true));
            case "s" -> done(sorted(s));
            case "x" -> done(marked(s));
            case "m" -> done(s.under(Overlay.of(Kind.MACHINE)));
            case "u" ->
                done(s.under(Overlay.of(Kind.USE)
                        .at(List.of(UseCase.values()).indexOf(s.chosen().use()))));
            case "n" -> done(s.under(Overlay.of(Kind.USERS)));
            case "f" -> done(s.under(Overlay.of(Kind.FILTERS)));
            case "?" -> done(s.under(Overlay.of(Kind.KEYS)));
            case "r" -> new Done(s.noting("Reading machine and files again."), Wanted.Plain.REFRESH);
            case "e" -> done(everything(s));
            case "w" -> done(memory(s));
            case "o" -> done(launch(s).isEmpty() ? unknown(s) : s.under(Overlay.of(Kind.TARGETS)));
            case "c" -> copied(s, "The command", c -> Launches.run(c, s.chosen().launch()));
            case "C" -> copied(s, "The proof", c -> Launches.prove(c, s.chosen().launch()));
            case "S" -> new Done(s, new Wanted.Copy("The state", ChosenCodec.text(s.chosen(), s.focus())));
            case "p" -> done(bought(s, Kind.PRICES));
            case "d" -> done(fetch(s));
            case "v" -> run(s, s.note().equals(NOT_RUN) ? Wanted.Plain.VERIFY_ANYWAY : Wanted.Plain.VERIFY);
            case "f1", "f2", "f3" -> done(fixed(s, name.charAt(1) - '0'));
            case "b" -> run(s, Wanted.Plain.BENCH);
            default -> done(Boxes.isText(name) ? s.noting("'" + name + "' does nothing here; ? lists the keys.") : s);
        };
    }

    /** Asks before it downloads. */
    private Screen fetch(Screen s) {
        Optional<Candidate> c = launch(s);
        if (c.isEmpty()) {
            return unknown(s);
        }
        if (c.get().plan().source() instanceof FileSource.Local local) {
            return s.noting("It lies on this machine: " + local.file());
        }
        return Launches.fetch(c.get(), s.chosen().machine()).isPresent()
                ? s.under(Overlay.of(Kind.FETCH))
                : s.noting("Nobody is known to publish this file; e tells how it is made.");
    }

    private Done clicked(Screen s, String what, String value) {
        return switch (what) {
            case "row" -> done(s.showing(s.chosen().of(value)).on(Screen.MODELS));
            case "field" -> done(s.on(Field.valueOf(value)));
            case "more" -> done(step(s.on(Field.valueOf(value)), Field.valueOf(value), 1));
            case "less" -> done(step(s.on(Field.valueOf(value)), Field.valueOf(value), -1));
            case "move", "drag" -> done(dragged(s, what, value));
            case "part" -> done(memory(s));
            case "buy" -> done(taking(s, Integer.parseInt(value)));
            case "run" -> done(s.on(Screen.RUNS).under(Overlay.of(Kind.RUN)));
            case "track", "slide" -> done(slid(s, what, value));
            case "sort" -> done(s.asking(s.chosen().by(Sort.valueOf(value))));
            default -> done(s);
        };
    }

    private Optional<RecommendAnswer> best(Screen s) {
        return Rows.best(s.chosen(), known);
    }

    /** Returns the launch of the plan as it is recommended. */
    Optional<Candidate> launch(Screen s) {
        return best(s).flatMap(RecommendAnswer::first);
    }

    Screen unknown(Screen s) {
        return s.noting("The plan is not known yet.");
    }

    private Screen row(Screen s, int by) {
        List<Row> rows = Rows.of(s.chosen(), known);
        if (rows.isEmpty()) {
            return s.noting("There are no models in the list.");
        }
        int at = Rows.marked(rows, s.chosen(), known);
        int to = at < 0 ? 0 : Math.clamp((long) at + by, 0, rows.size() - 1);
        return to == at ? s : s.showing(s.chosen().of(rows.get(to).model()));
    }

    private Screen field(Screen s, int by) {
        if (s.focus() != Screen.PLAN) {
            return s.on(Screen.PLAN);
        }
        List<Field> fields = fields(s);
        int at = Math.max(0, fields.indexOf(s.field()));
        return s.on(fields.get(Math.floorMod(at + by, fields.size())));
    }

    private List<Field> fields(Screen s) {
        return launch(s).map(Keymap::fields).orElse(List.of(Field.values()));
    }

    /** Returns the fields that a launch has: without GPUs there are no layers on them, without experts none in RAM. */
    public static List<Field> fields(Candidate c) {
        return Arrays.stream(Field.values())
                .filter(f -> f != Field.NGL || c.plan().gpus() > 0)
                .filter(f -> f != Field.NCMOE || c.options().nCpuMoe() > 0)
                .toList();
    }

    private Screen step(Screen s, Field field, int by) {
        Optional<RecommendAnswer> best = best(s);
        if (best.flatMap(RecommendAnswer::first).isEmpty()) {
            return unknown(s);
        }
        if (!fields(s).contains(field)) {
            return s.noting("This plan has no " + field.label() + ".");
        }
        Steps steps = Steps.of(field, s.chosen(), known, best.get());
        return steps.moved(by)
                .map(value -> s.asking(s.chosen().with(Steps.changed(s.chosen().launch(), field, value))))
                .orElseGet(() -> s.noting(
                        field == Field.FILE && steps.values().size() < 2
                                ? "The file types are being asked for."
                                : "There is no " + (by < 0 ? "smaller " : "larger ") + field.label() + "."));
    }

    /** Takes the next value, behind the last the first. */
    private Screen around(Screen s, Field field) {
        Screen next = step(s, field, 1);
        boolean last = !next.note().isEmpty()
                && best(s).map(b ->
                                Steps.of(field, s.chosen(), known, b).values().size() > 1)
                        .orElse(false);
        return last ? step(s, field, -Integer.MAX_VALUE) : next;
    }

    /** Takes the largest value that fits beside the others. */
    private Screen most(Screen s) {
        Optional<Candidate> c = launch(s);
        if (c.isEmpty()) {
            return unknown(s);
        }
        if (!known.has(Questions.fits(s.chosen(), c.get()))) {
            return s.noting("What fits is being asked for.");
        }
        return Fix.largest(s.field(), s.chosen(), known, c.get())
                .map(v -> s.asking(s.chosen().with(Steps.changed(s.chosen().launch(), s.field(), v))))
                .orElseGet(() -> s.noting("No other " + s.field().label() + " fits."));
    }

    private Screen dragged(Screen s, String what, String value) {
        int colon = value.indexOf(':');
        Field field = Field.valueOf(value.substring(0, colon));
        Screen next = step(s, field, Integer.parseInt(value.substring(colon + 1)));
        return what.equals("move") || next.chosen().equals(s.chosen()) ? next : s.showing(next.chosen());
    }

    /** Takes the value of a place on the track of a field. */
    private Screen slid(Screen s, String what, String place) {
        int colon = place.indexOf(':');
        Field field = Field.valueOf(place.substring(0, colon));
        Screen on = s.on(field);
        Chosen next = s.chosen().with(Steps.changed(s.chosen().launch(), field, place.substring(colon + 1)));
        return what.equals("track") ? on.asking(next) : on.showing(next);
    }

    /** Opens what there is to say of the pane, or goes to the plan. */
    private Screen entered(Screen s) {
        return switch (s.focus()) {
            case Screen.BUY -> bought(s, Kind.PURCHASES);
            case Screen.RUNS -> s.under(Overlay.of(Kind.RUN));
            default -> s.on(Screen.PLAN);
        };
    }

    private Screen bought(Screen s, Kind box) {
        if (Purchases.of(s.chosen(), known).isEmpty()) {
            return s.on(Screen.BUY).noting("What to buy is being asked for.");
        }
        return box == Kind.PURCHASES && Purchases.machines(s.chosen(), known).isEmpty()
                ? s.noting("Nothing with a known price does it as asked.")
                : s.on(Screen.BUY).under(Overlay.of(box));
    }

    /** Puts the model on a machine that could be bought, to look at it there. */
    Screen taking(Screen s, int number) {
        List<UpgradePlanner.Answer> machines = Purchases.machines(s.chosen(), known);
        if (number >= machines.size()) {
            return s;
        }
        Optional<String> model = Rows.model(s.chosen(), known);
        Chosen there = s.chosen().on(Purchases.machine(machines.get(number)));
        return s.asking(model.map(there::of).orElse(there))
                .on(Screen.PLAN)
                .noting("On " + machines.get(number).purchase().title() + "; ⌫ goes back.");
    }

    /** Opens where the memory of the launch goes. */
    private Screen memory(Screen s) {
        return launch(s).isEmpty() ? unknown(s) : s.under(Overlay.of(Kind.MEMORY));
    }

    private Screen fixed(Screen s, int number) {
        List<Fix> fixes = launch(s).map(c -> Fix.of(s.chosen(), known, c)).orElse(List.of());
        return number > fixes.size()
                ? s.noting("There is no such change.")
                : s.asking(s.chosen().with(fixes.get(number - 1).changes()));
    }

    private static Screen sorted(Screen s) {
        List<Sort> all = List.of(Sort.values());
        Sort next = all.get((all.indexOf(s.chosen().sort()) + 1) % all.size());
        return s.asking(s.chosen().by(next)).noting("Sorted by " + next.words() + ".");
    }

    private Screen marked(Screen s) {
        Optional<String> model = Rows.model(s.chosen(), known);
        if (model.isEmpty()) {
            return unknown(s);
        }
        boolean full = s.chosen().compared().size() >= Chosen.MOST_COMPARED
                && !s.chosen().compared().contains(model.get());
        return full
                ? s.noting("Three models are marked; x on one of them takes its mark away.")
                : s.showing(s.chosen().marking(model.get()));
    }

    private Screen everything(Screen s) {
        return launch(s)
                .map(c -> s.under(Overlay.text(
                        "Why  " + c.model(), Reasons.all(c, s.chosen().machine()))))
                .orElseGet(() -> unknown(s));
    }

    private Done copied(Screen s, String what, java.util.function.Function<Candidate, String> text) {
        return launch(s)
                .map(c -> new Done(s, new Wanted.Copy(what, text.apply(c))))
                .orElseGet(() -> done(unknown(s)));
    }

    private Done run(Screen s, Wanted.Plain what) {
        if (!s.chosen().machine().equals(HardwareSelector.THIS_MACHINE)) {
            return done(s.noting("Runs are made on this machine: m chooses it."));
        }
        Optional<Candidate> c = launch(s);
        if (c.isEmpty()) {
            return done(unknown(s));
        }
        Optional<SizeAnswer> size = known.answer(Questions.size(s.chosen(), c.get()));
        if (what == Wanted.Plain.VERIFY && size.filter(a -> !a.fits()).isPresent()) {
            return done(s.noting(NOT_RUN));
        }
        return new Done(s.under(Overlay.of(Kind.RUN)), what);
    }
}
