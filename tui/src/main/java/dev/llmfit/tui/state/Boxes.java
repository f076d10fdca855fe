package dev.llmfit.tui.state;

import dev.llmfit.answers.machine.HardwareNamesAnswer;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.tui.state.Chosen.Filter;
import dev.llmfit.tui.state.Keymap.Done;
import dev.llmfit.tui.state.Overlay.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What keys do in a box over the panes. */
public final class Boxes {
    /** Names of hardware that are listed; more words find the others. */
    private static final int MOST_NAMES = 200;

    private final Keymap keymap;
    private final Known known;

    Boxes(Keymap keymap, Known known) {
        this.keymap = keymap;
        this.known = known;
    }

    /** Returns whether a key is a character that is typed. */
    static boolean isText(String name) {
        return name.codePointCount(0, name.length()) == 1 && !Character.isISOControl(name.codePointAt(0));
    }

    /** Returns a text without its last character. */
    static String shorter(String text) {
        return text.isEmpty() ? text : text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }

    Done press(Screen s, String name) {
        Overlay box = s.overlay();
        if (name.startsWith("row:")) {
            return taken(s.under(box.at(Integer.parseInt(name.substring("row:".length())))));
        }
        return switch (name) {
            case "esc" -> Keymap.done(s.under(Overlay.NONE));
            case "down" -> Keymap.done(s.under(box.at(Math.min(box.row() + 1, last(s)))));
            case "up" -> Keymap.done(s.under(box.at(box.row() - 1)));
            case "pgdn" -> Keymap.done(s.under(box.at(Math.min(box.row() + 10, last(s)))));
            case "pgup" -> Keymap.done(s.under(box.at(box.row() - 10)));
            case "enter" -> taken(s);
            case "backspace" -> Keymap.done(s.under(box.typing(shorter(box.typed()))));
            default -> other(s, name);
        };
    }

    private Done other(Screen s, String name) {
        Overlay box = s.overlay();
        if (box.isTypedInto()) {
            return Keymap.done(isText(name) ? s.under(box.typing(box.typed() + name)) : s);
        }
        return switch (name) {
            case "j" -> press(s, "down");
            case "k" -> box.kind() == Kind.RUN ? new Done(s, Wanted.Plain.STOP) : press(s, "up");
            case " " -> box.kind() == Kind.FILTERS ? taken(s) : Keymap.done(s);
            case "q", "e", "u", "f", "o", "d", "w", "p" -> Keymap.done(s.under(Overlay.NONE));
            default -> Keymap.done(s);
        };
    }

    /** Returns the rows of the box that is open, as they are shown. */
    public static List<String> lines(Screen s, Known known) {
        Overlay box = s.overlay();
        return switch (box.kind()) {
            case USE -> Arrays.stream(UseCase.values()).map(UseCase::id).toList();
            case FILTERS ->
                Arrays.stream(Filter.values())
                        .map(f -> (s.chosen().filters().contains(f) ? "[x] " : "[ ] ") + f.words())
                        .toList();
            case TARGETS -> Target.ids();
            case MACHINE -> names(box.typed(), known);
            case KEYS -> Action.named(box.typed()).stream().map(Action::words).toList();
            case TEXT -> box.text();
            case FETCH ->
                List.of(
                        Rows.best(s.chosen(), known)
                                .flatMap(RecommendAnswer::first)
                                .flatMap(c -> c.plan().source().reference())
                                .map(r -> "download it from " + r)
                                .orElse("download it"),
                        "leave it");
            case PURCHASES ->
                Purchases.machines(s.chosen(), known).stream()
                        .map(m -> m.purchase().title())
                        .toList();
            case NONE, USERS, RUN, MEMORY, PRICES -> List.of();
        };
    }

    /** This machine, then what was typed as it is, then what is called so. */
    private static List<String> names(String typed, Known known) {
        List<String> names = new ArrayList<>();
        if (typed.isBlank()) {
            names.add("this machine");
        } else {
            names.add(typed.strip());
        }
        Optional<HardwareNamesAnswer> answer = known.answer(Questions.hardware(typed));
        answer.ifPresent(a -> {
            names.addAll(a.machines());
            a.devices().forEach(d -> names.add(d.entry().id()));
        });
        return names.subList(0, Math.min(names.size(), MOST_NAMES));
    }

    /** The last row that can be marked, or of a text the last that can be the first one seen. */
    private int last(Screen s) {
        return s.overlay().isText()
                ? keymap.scroll()
                : Math.max(0, lines(s, known).size() - 1);
    }

    /** Takes the marked row. */
    private Done taken(Screen s) {
        Overlay box = s.overlay();
        List<String> lines = lines(s, known);
        Screen open = s.under(Overlay.NONE);
        if (box.kind() == Kind.USERS) {
            return Keymap.done(users(open, box.typed().strip()));
        }
        if (box.row() >= lines.size()) {
            return Keymap.done(box.isText() ? open : s);
        }
        String line = lines.get(box.row());
        return switch (box.kind()) {
            case USE ->
                Keymap.done(
                        open.asking(s.chosen().withUse(List.of(UseCase.values()).get(box.row()))));
            case FILTERS ->
                Keymap.done(s.asking(s.chosen().turning(List.of(Filter.values()).get(box.row())))
                        .under(box));
            case MACHINE -> Keymap.done(machine(open, box, line));
            case TARGETS -> target(open, line);
            case FETCH ->
                box.row() == 0 ? new Done(open.under(Overlay.of(Kind.RUN)), Wanted.Plain.FETCH) : Keymap.done(open);
            case KEYS ->
                keymap.plain(open, Action.named(box.typed()).get(box.row()).key());
            case PURCHASES -> Keymap.done(keymap.taking(open, box.row()));
            case TEXT, RUN, MEMORY, PRICES, NONE, USERS -> Keymap.done(open);
        };
    }

    private static Screen machine(Screen open, Overlay box, String line) {
        boolean here = box.typed().isBlank() && box.row() == 0;
        return open.asking(open.chosen().on(here ? HardwareSelector.THIS_MACHINE : HardwareSelector.named(line)));
    }

    private static Screen users(Screen open, String typed) {
        if (typed.isEmpty()) {
            return open.asking(open.chosen().withUsers(Optional.empty()));
        }
        boolean number = typed.matches("[0-9]{1,4}");
        int users = number ? Integer.parseInt(typed) : 0;
        return users >= 1 && users <= LaunchOptions.MAX_PARALLEL
                ? open.asking(open.chosen().withUsers(Optional.of(users)))
                : open.noting("Users are a number from 1 to " + LaunchOptions.MAX_PARALLEL + ", not " + typed + ".");
    }

    private Done target(Screen open, String id) {
        Optional<Candidate> launch = keymap.launch(open);
        Optional<String> text = launch.flatMap(
                c -> Launches.text(c, open.chosen().launch(), Target.byId(id).orElseThrow()));
        return text.map(t -> new Done(open, new Wanted.Copy("What " + id + " needs", t)))
                .orElseGet(() -> Keymap.done(open.noting(id + " cannot express this launch.")));
    }
}
