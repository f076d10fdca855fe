package dev.llmfit.tui.view;

import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Screen;
import java.util.List;

/** The last line: keys that matter now, each of which can be clicked, or what a key had to say. */
final class FooterView {
    private static final List<String> LIST = List.of(
            "/ search", "f filter", "m machine", "u what for", "x mark", "c copy run", "v prove", "? keys", "q quit");
    private static final List<String> PLAN = List.of(
            "←→ change", "tab field", "0 back", "c copy run", "v prove", "b bench", "e why", "? keys", "q quit");
    private static final List<String> MORE = List.of(
            "←→ change",
            "tab field",
            "/ search",
            "f filter",
            "m machine",
            "u what for",
            "x compare",
            "c copy run",
            "v prove",
            "b bench",
            "d download",
            "z zoom",
            "? all keys",
            "q quit");
    /** From this width on hints are told in more words. */
    private static final int WIDE = 118;

    private FooterView() {}

    static void draw(Sheet sheet, Shown shown) {
        Screen screen = shown.screen();
        if (!screen.note().isEmpty()) {
            sheet.put(0, 0, screen.note(), Role.CHOICE);
            return;
        }
        if (screen.searching()) {
            sheet.put(0, 0, "typing searches names, sizes and purposes   ↵ keeps it   esc clears", Role.HINT);
            return;
        }
        List<String> hints = sheet.columns() >= WIDE ? MORE : screen.focus() == Screen.MODELS ? LIST : PLAN;
        int column = 0;
        int gap = sheet.columns() >= WIDE ? 3 : 2;
        int always = hints.subList(hints.size() - 2, hints.size()).stream()
                .mapToInt(h -> sheet.cells().width(h) + gap)
                .sum();
        for (String hint : hints) {
            int wide = sheet.cells().width(hint);
            boolean last = hints.indexOf(hint) >= hints.size() - 2; // keys and quit are always told
            if (!last && column + wide + always > sheet.columns()) {
                continue;
            }
            sheet.put(0, column, hint, Role.HINT);
            String key = hint.substring(0, hint.indexOf(' '));
            sheet.spot(0, column, wide, key.equals("←→") ? "right" : key);
            column += wide + gap;
        }
    }
}
