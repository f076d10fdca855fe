package dev.llmfit.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cells of tables as Markdown and as comma-separated values. */
final class TableCells {
    /** Symbols that stand before a word or alone, and what each means. */
    private static final Map<String, Role> SYMBOLS =
            Map.of("▸", Role.CHOICE, "●", Role.GOOD, "✓", Role.GOOD, "◐", Role.PART, "○", Role.PART, "✗", Role.BAD);

    private static final Pattern BEFORE_A_WORD = Pattern.compile("[▸●✓◐○✗] (?=\\S)");

    private static final Pattern GROUPED = Pattern.compile("-?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");

    private static final Pattern PERCENT = Pattern.compile("([0-9.]+) %");

    /** Two numbers with a dash between them. */
    private static final Pattern RANGE = Pattern.compile("([0-9.,]+) – ([0-9.,]+)");

    private static final Pattern SHARE = Pattern.compile("([0-9]+)/([0-9]+)");

    /** A spreadsheet takes what begins so for a formula (OWASP, CSV injection). */
    private static final Pattern FORMULA = Pattern.compile("[=+@\\t\\r-].*", Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+");

    private TableCells() {}

    /** Returns the role of a cell that begins with a symbol, else another. */
    static Role role(String cell, Role otherwise) {
        return cell.isEmpty() ? otherwise : SYMBOLS.getOrDefault(cell.substring(0, 1), otherwise);
    }

    /** Returns a cell without the symbol before its word. */
    static String word(String cell) {
        Matcher symbol = BEFORE_A_WORD.matcher(cell);
        return symbol.lookingAt() ? cell.substring(symbol.end()) : cell;
    }

    /** Returns a text without the symbols before its words. */
    static String words(String text) {
        return BEFORE_A_WORD.matcher(text).replaceAll("");
    }

    /** Returns a cell of a Markdown table: a bar would end it, and angle brackets would be taken for HTML. */
    static String markdown(String cell) {
        return escaped(cell).replace("|", "\\|").strip();
    }

    /** Returns text that is not taken for HTML. */
    static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Returns the values of a cell: both ends of a range, a part and its whole. */
    static List<String> values(String cell, Table.Kind kind) {
        return switch (kind) {
            case TEXT -> List.of(csv(cell));
            case RANGE -> {
                Matcher ends = RANGE.matcher(cell.strip());
                yield ends.matches() ? List.of(csv(ends.group(1)), csv(ends.group(2))) : List.of(csv(cell), csv(cell));
            }
            case SHARE -> {
                Matcher parts = SHARE.matcher(cell.strip());
                yield parts.matches() ? List.of(parts.group(1), parts.group(2)) : List.of(csv(cell), "");
            }
        };
    }

    /** Returns a value as spreadsheets read it: numbers without commas, percent without a blank, no formula. */
    static String csv(String cell) {
        String value = cell.strip();
        if (GROUPED.matcher(value).matches()) {
            value = value.replace(",", "");
        }
        Matcher percent = PERCENT.matcher(value);
        value = percent.matches() ? percent.group(1) + "%" : value;
        if (FORMULA.matcher(value).matches() && !NUMBER.matcher(value).matches()) {
            value = "'" + value;
        }
        return value.matches("[^\",\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** Returns a line of a Markdown table. */
    static String row(List<String> cells) {
        List<String> escaped = new ArrayList<>();
        cells.forEach(c -> escaped.add(markdown(c)));
        return "| " + String.join(" | ", escaped) + " |";
    }
}
