package dev.llmfit.gguf.tensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table. A line is a tensor, or {@code let}, {@code set}, {@code if}, {@code else}, {@code layers}, {@code refuse}, {@code
 * qkv} or {@code gate_up_exps}; lines below {@code if}, {@code else} and {@code layers} are indented by two. {@code #} begins a
 * remark. A tensor that may be absent has a {@code ?}, with the condition under which it may; {@code ~} before the shape asks for the
 * number of elements only.
 */
final class TableParser {
    private static final Pattern TENSOR = Pattern.compile("(\\S+?) *(\\?[^\\[~]*)?(~?)\\[(.*)]");
    private static final Pattern NAMED = Pattern.compile("(let|set) (\\w+) = (.*)");
    private static final TensorName BLOCK = new TensorName("blk.i.");

    private final List<String> lines;
    private int next;

    private TableParser(List<String> lines) {
        this.lines = lines;
    }

    /** Reads the lines of a table. */
    static TableLine parse(List<String> lines) {
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                kept.add(line);
            }
        }
        TableParser parser = new TableParser(kept);
        TableLine all = parser.block(0);
        if (parser.next < kept.size()) {
            throw new IllegalArgumentException("unexpected indent: " + kept.get(parser.next));
        }
        return all;
    }

    private TableLine block(int indent) {
        List<TableLine> block = new ArrayList<>();
        while (next < lines.size() && indent(lines.get(next)) == indent) {
            block.add(line(lines.get(next++).substring(indent), indent));
        }
        return TableLine.all(block);
    }

    private TableLine line(String line, int indent) {
        if (line.startsWith("if ")) {
            Expression condition = ExpressionParser.parse(line.substring("if ".length()));
            TableLine yes = block(indent + 2);
            if (next == lines.size() || !lines.get(next).equals(" ".repeat(indent) + "else")) {
                return TableLine.choice(condition, yes, TableLine.all(List.of()));
            }
            next++;
            return TableLine.choice(condition, yes, block(indent + 2));
        }
        if (line.equals("layers")) {
            return TableLine.layers(Expression.FALSE, Expression.name("n_layer"), block(indent + 2));
        }
        if (line.startsWith("layers ")) {
            String range = line.substring("layers ".length());
            int blank = range.indexOf(' ');
            Expression from = ExpressionParser.parse(range.substring(0, blank));
            return TableLine.layers(from, ExpressionParser.parse(range.substring(blank)), block(indent + 2));
        }
        if (line.startsWith("refuse ")) {
            int colon = line.lastIndexOf(" : ");
            Expression condition = ExpressionParser.parse(line.substring("refuse ".length(), colon));
            return TableLine.refuse(condition, line.substring(colon + " : ".length()));
        }
        Matcher named = NAMED.matcher(line);
        if (named.matches()) {
            Expression value = ExpressionParser.parse(named.group(3));
            return named.group(1).equals("let")
                    ? TableLine.let(named.group(2), value)
                    : TableLine.set(named.group(2), value);
        }
        return tensor(line);
    }

    private static TableLine tensor(String line) {
        Matcher tensor = TENSOR.matcher(line);
        if (!tensor.matches()) {
            throw new IllegalArgumentException("no line of a table: " + line);
        }
        Expression absent = absent(tensor.group(2));
        List<Expression> shape = ExpressionParser.parseAll(tensor.group(4));
        return switch (tensor.group(1).toLowerCase(Locale.ROOT)) {
            case "qkv" -> TableLine.qkv(BLOCK, absent, shape);
            case "gate_up_exps" -> TableLine.gateUpExperts(BLOCK, absent, shape);
            default ->
                TableLine.tensor(
                        new TensorName(tensor.group(1)),
                        absent,
                        !tensor.group(3).isEmpty(),
                        shape);
        };
    }

    private static Expression absent(@Nullable String mark) {
        if (mark == null) {
            return Expression.FALSE;
        }
        String condition = mark.substring(1).strip();
        return condition.isEmpty() ? Expression.TRUE : ExpressionParser.parse(condition);
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }
}
