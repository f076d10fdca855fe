package dev.llmfit.render.engines;

import dev.llmfit.answers.engines.EngineSizeAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Role;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.engines.EngineFigure;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.EngineValue;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A sized launch of an engine for people. */
public final class EngineSizeText {
    private static final double GIB = 1L << 30;
    private static final double MIB = 1L << 20;

    /** Stands behind the name of a figure whose middle is a figure too. */
    private static final String RANGE = "_range";

    private EngineSizeText() {}

    /** Writes whether it starts, the sum in a line, every figure and how well it is known, notes and commands. */
    public static void print(EngineSizeAnswer answer, Page page) {
        EngineSize size = answer.size();
        page.paragraph("", page.bold(size.heading()));
        page.paragraph("", verdict(size, page) + " · " + size.sum());
        size.refusal().ifPresent(sentence -> page.paragraph("", sentence));
        Table table = new Table().indent("  ").left("").right("").left("known").spare();
        Set<String> names = size.figures().stream().map(EngineFigure::name).collect(Collectors.toSet());
        for (EngineFigure figure : size.figures()) {
            if (names.contains(figure.name() + RANGE)) {
                continue; // the range below tells more than its middle
            }
            table.row(
                    figure.label(), value(figure.value()), figure.trust().name().toLowerCase(Locale.ROOT));
        }
        page.table(table);
        for (String note : size.notes()) {
            page.paragraph("Note: ", note);
        }
        String head = "Run ";
        for (EngineCommand command : size.commands()) {
            page.paste(head, command.line());
            head = "    ";
        }
    }

    private static String verdict(EngineSize size, Page page) {
        return switch (size.verdict()) {
            case FITS -> page.in(Role.GOOD, "● fits");
            case UNCERTAIN -> page.in(Role.PART, "◐ may fit");
            case REFUSED -> page.in(Role.BAD, "✗ refused");
        };
    }

    // No switch over types: its bootstrap costs every cold process some milliseconds.
    private static String value(EngineValue value) {
        if (value instanceof EngineValue.Size s) {
            return bytes(s.bytes());
        }
        if (value instanceof EngineValue.Sizes s) {
            return s.bytes().stream().map(EngineSizeText::bytes).collect(Collectors.joining(" · "));
        }
        if (value instanceof EngineValue.Count c) {
            return grouped(c.count());
        }
        if (value instanceof EngineValue.Ratio r) {
            return decimal(r.value());
        }
        if (value instanceof EngineValue.SizeRange r) {
            return decimal(Math.max(0, r.low()) / GIB) + " – " + decimal(Math.max(0, r.high()) / GIB) + " GiB";
        }
        EngineValue.CountRange r = (EngineValue.CountRange) value;
        return number(r.low()) + " – " + number(r.high());
    }

    private static String bytes(long bytes) {
        return bytes < GIB ? decimal(bytes / MIB) + " MiB" : decimal(bytes / GIB) + " GiB";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? grouped((long) value) : decimal(value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
