package dev.llmfit.tui.keys;

import dev.llmfit.tui.keys.Event.Background;
import dev.llmfit.tui.keys.Event.Deed;
import dev.llmfit.tui.keys.Event.Mouse;
import dev.llmfit.tui.keys.Event.Pasted;
import dev.llmfit.tui.keys.Event.Stroke;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the characters that a terminal sends into events: xterm's sequences (ctlseqs, "PC-Style Function Keys" and "SGR Mouse
 * Mode"), which the others follow. A sequence that is not known is dropped whole, so that no part of it acts as a key.
 */
public final class KeyDecoder {
    private static final char ESC = '\033';
    private static final int DELETE = 127;

    /** Sequences and pastes longer than this are cut: nothing a person does is so long. Judgement. */
    private static final int LONGEST = 4096;

    private static final Map<Character, String> LETTERS = Map.of(
            'A', "up", 'B', "down", 'C', "right", 'D', "left", 'H', "home", 'F', "end", 'P', "f1", 'Q', "f2", 'R', "f3",
            'S', "f4");

    private static final Map<Integer, String> NUMBERS =
            Map.of(1, "home", 2, "insert", 3, "delete", 4, "end", 5, "pgup", 6, "pgdn", 7, "home", 8, "end", 15, "f5");

    private static final int PASTE_BEGINS = 200;
    /** The answer to {@code OSC 11 ; ?}. */
    private static final Pattern BACKGROUND =
            Pattern.compile("^11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})");

    private static final String PASTE_ENDS = "\033[201~";

    private enum Mode {
        PLAIN,
        ESCAPE,
        BRACKET,
        LETTER,
        PASTE,
        STRING
    }

    private final Consumer<Event> heard;
    private final StringBuilder held = new StringBuilder();
    private Mode mode = Mode.PLAIN;

    /** Creates a decoder that tells what it hears. */
    public KeyDecoder(Consumer<Event> heard) {
        this.heard = heard;
    }

    /** Returns whether an escape waits for what follows: alone it is the key. */
    public boolean isWaiting() {
        return mode == Mode.ESCAPE || mode == Mode.STRING;
    }

    /** Says that nothing follows for now. */
    public void nothingFollows() {
        if (mode == Mode.ESCAPE) {
            key("esc");
        }
        if (isWaiting()) { // a string that does not end was alt-] or the like
            mode = Mode.PLAIN;
            held.setLength(0);
        }
    }

    /** Takes the next UTF-16 character. */
    public void take(char c) {
        switch (mode) {
            case PLAIN -> plain(c);
            case ESCAPE -> escape(c);
            case BRACKET -> bracket(c);
            case LETTER -> {
                mode = Mode.PLAIN;
                String name = LETTERS.get(c);
                if (name != null) {
                    key(name);
                }
            }
            case PASTE -> paste(c);
            case STRING -> string(c);
        }
    }

    private void plain(char c) {
        if (c == ESC) {
            mode = Mode.ESCAPE;
        } else if (Character.isHighSurrogate(c)) {
            held.setLength(0);
            held.append(c);
        } else if (Character.isLowSurrogate(c)) {
            if (held.length() == 1) {
                key(held.append(c).toString());
            }
            held.setLength(0);
        } else {
            key(name(c));
        }
    }

    private static String name(char c) {
        return switch (c) {
            case '\t' -> "tab";
            case '\r', '\n' -> "enter";
            case '\b', DELETE -> "backspace";
            case 0 -> "ctrl-space";
            default -> c < ' ' ? "ctrl-" + (char) (c + 'a' - 1) : String.valueOf(c);
        };
    }

    private void escape(char c) {
        held.setLength(0);
        switch (c) {
            case '[' -> mode = Mode.BRACKET;
            case 'O' -> mode = Mode.LETTER;
            case ']', 'P', '^', '_', 'X' -> mode = Mode.STRING; // OSC, DCS, PM, APC, SOS
            case ESC -> key("esc"); // and the second one waits
            default -> {
                mode = Mode.PLAIN;
                key("alt-" + name(c));
            }
        }
    }

    private void bracket(char c) {
        boolean parameter = c >= ' ' && c < '@';
        if (parameter && held.length() < LONGEST) {
            held.append(c);
            return;
        }
        mode = Mode.PLAIN;
        String parameters = held.toString();
        held.setLength(0);
        if (parameters.startsWith("<")) {
            mouse(parameters.substring(1), c);
        } else if (c == '~') {
            numbered(parameters);
        } else if (c == 'Z') {
            key("shift-tab");
        } else if (LETTERS.containsKey(c)) {
            key(modifier(parameters) + LETTERS.get(c));
        }
    }

    private void numbered(String parameters) {
        int number = number(parameters.split(";", -1)[0]);
        if (number == PASTE_BEGINS) {
            mode = Mode.PASTE;
        } else if (NUMBERS.containsKey(number)) {
            key(modifier(parameters) + NUMBERS.get(number));
        }
    }

    /** The second parameter is one more than a sum of shift 1, alt 2, control 4. */
    private static String modifier(String parameters) {
        int semicolon = parameters.indexOf(';');
        int bits = semicolon < 0 ? 0 : number(parameters.substring(semicolon + 1)) - 1;
        return bits <= 0 ? "" : (bits & 4) != 0 ? "ctrl-" : (bits & 2) != 0 ? "alt-" : "shift-";
    }

    private void mouse(String parameters, char end) {
        String[] parts = parameters.split(";", -1);
        if (parts.length != 3) {
            return;
        }
        int button = number(parts[0]);
        int column = number(parts[1]) - 1;
        int row = number(parts[2]) - 1;
        boolean wheel = (button & 64) != 0;
        boolean left = (button & 3) == 0;
        if (column < 0 || row < 0 || !(wheel || left)) {
            return;
        }
        Deed deed = wheel
                ? (button & 1) == 0 ? Deed.WHEEL_UP : Deed.WHEEL_DOWN
                : end == 'm' ? Deed.RELEASE : (button & 32) != 0 ? Deed.DRAG : Deed.PRESS;
        heard.accept(new Mouse(deed, column, row));
    }

    /** An answer of the terminal up to its end, BEL or ST; only that about its background is of use. */
    private void string(char c) {
        boolean ends = c == '\007' || (c == '\\' && !held.isEmpty() && held.charAt(held.length() - 1) == ESC);
        if (!ends) {
            held.append(c);
            held.setLength(Math.min(held.length(), LONGEST));
            return;
        }
        mode = Mode.PLAIN;
        Matcher colour = BACKGROUND.matcher(held);
        if (colour.find()) {
            heard.accept(new Background(light(part(colour.group(1)), part(colour.group(2)), part(colour.group(3)))));
        }
        held.setLength(0);
    }

    /** Returns a part of a colour of one to four hexadecimal digits as a share of the most. */
    private static double part(String hex) {
        return Integer.parseInt(hex, 16) / (double) ((1 << (4 * hex.length())) - 1);
    }

    /** Tells by its luminance (ITU-R BT.709) whether a background is light. */
    private static boolean light(double red, double green, double blue) {
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5;
    }

    private void paste(char c) {
        held.append(c);
        int end = held.indexOf(PASTE_ENDS, Math.max(0, held.length() - PASTE_ENDS.length()));
        if (end >= 0) {
            mode = Mode.PLAIN;
            String text = held.substring(0, Math.min(end, LONGEST));
            held.setLength(0);
            heard.accept(new Pasted(text.codePoints()
                    .mapToObj(p -> Character.isISOControl(p) ? " " : Character.toString(p))
                    .reduce("", String::concat)));
        } else if (held.length() > 2 * LONGEST) { // the end is still found in what comes
            held.delete(LONGEST, held.length() - PASTE_ENDS.length());
        }
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
    }

    private void key(String name) {
        heard.accept(new Stroke(name));
    }
}
