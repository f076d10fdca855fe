package dev.llmfit.render;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Colours of roles on a terminal. The background is never painted.
 *
 * @param styles parameters of the escape sequence (SGR) of each role; a role that is absent has the terminal's own colours
 */
public record Palette(Map<Role, String> styles) {
    /** Ends every style. */
    static final String END = "\033[0m";

    /** No colours. */
    public static final Palette NONE = new Palette(Map.of());

    /** The sixteen colours that the user's terminal defines; bright black and faint for what may be skipped. */
    public static final Palette SIXTEEN = new Palette(Map.ofEntries(
            Map.entry(Role.WEIGHTS, "34"),
            Map.entry(Role.KV, "33"),
            Map.entry(Role.COMPUTE, "35"),
            Map.entry(Role.DRIVER, "90"),
            Map.entry(Role.FREE, "2"),
            Map.entry(Role.GOOD, "32"),
            Map.entry(Role.PART, "33"),
            Map.entry(Role.BAD, "31"),
            Map.entry(Role.CHOICE, "1"),
            Map.entry(Role.HINT, "2")));

    /** The same roles in 24-bit colours for a dark background. */
    public static final Palette DARK = new Palette(rich(Theme.DARK));

    /** The same for a light one. */
    public static final Palette LIGHT = new Palette(rich(Theme.LIGHT));

    public Palette {
        styles = Map.copyOf(styles);
    }

    private static Map<Role, String> rich(Theme theme) {
        Map<Role, String> styles = new EnumMap<>(SIXTEEN.styles());
        for (Role role : SIXTEEN.styles().keySet()) {
            if (role != Role.CHOICE && role != Role.FREE && role != Role.HINT) {
                int rgb = theme.rgb(role);
                styles.put(role, String.format(Locale.ROOT, "38;2;%d;%d;%d", rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF));
            }
        }
        return styles;
    }

    /** Returns the escape sequence that begins a role; empty where it has the terminal's own colours. */
    String begin(Role role, boolean focused) {
        String style = styles.getOrDefault(role, "");
        if (focused) {
            style = style.isEmpty() ? "7" : style + ";7";
        }
        return style.isEmpty() ? "" : "\033[" + style + "m";
    }
}
