package dev.llmfit.gguf.tensors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * Reads the expressions of a table, with C's operators and their precedence; {@code missing NAME}, {@code present NAME}, {@code
 * width(NAME)}, {@code rows(NAME)} and {@code last(NAME)} ask for a tensor of the file, {@code name(i)} for a value of one layer.
 */
final class ExpressionParser {
    /** Operators by precedence, the loosest first; longer ones before their beginnings. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("==", "!="),
            List.of("<=", ">=", "<", ">"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private final String text;
    private int at;

    private ExpressionParser(String text) {
        this.text = text;
    }

    /** Reads one expression. */
    static Expression parse(String text) {
        ExpressionParser parser = new ExpressionParser(text);
        Expression expression = parser.choice();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.unexpected();
        }
        return expression;
    }

    /** Reads expressions with commas or semicolons between them. */
    static List<Expression> parseAll(String text) {
        ExpressionParser parser = new ExpressionParser(text);
        List<Expression> all = new ArrayList<>();
        do {
            all.add(parser.choice());
        } while (parser.take(",") || parser.take(";"));
        if (parser.at < text.length()) {
            throw parser.unexpected();
        }
        return all;
    }

    private Expression choice() {
        Expression condition = level(0);
        if (!take("?")) {
            return condition;
        }
        Expression yes = choice();
        expect(":");
        return Expression.choice(condition, yes, choice());
    }

    private Expression level(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        Expression left = level(level + 1);
        while (true) {
            String operator = "";
            for (String candidate : LEVELS.get(level)) {
                if (operator.isEmpty() && take(candidate)) {
                    operator = candidate;
                }
            }
            if (operator.isEmpty()) {
                return left;
            }
            left = joined(left, operator, level(level + 1));
        }
    }

    private static Expression joined(Expression left, String operator, Expression right) {
        return switch (operator) {
            case "||" -> Expression.or(left, right);
            case "&&" -> Expression.and(left, right);
            default -> Expression.both(left, operation(operator), right);
        };
    }

    private static LongBinaryOperator operation(String operator) {
        return switch (operator) {
            case "==" -> (a, b) -> a == b ? 1 : 0;
            case "!=" -> (a, b) -> a != b ? 1 : 0;
            case "<" -> (a, b) -> a < b ? 1 : 0;
            case "<=" -> (a, b) -> a <= b ? 1 : 0;
            case ">" -> (a, b) -> a > b ? 1 : 0;
            case ">=" -> (a, b) -> a >= b ? 1 : 0;
            case "+" -> Math::addExact;
            case "-" -> Math::subtractExact;
            case "*" -> Math::multiplyExact;
            case "/" -> (a, b) -> a / b;
            case "%" -> (a, b) -> a % b;
            default -> throw new IllegalArgumentException("no operator: " + operator);
        };
    }

    private Expression unary() {
        if (take("!")) {
            return Expression.not(unary());
        }
        if (take("(")) {
            Expression inner = choice();
            expect(")");
            return inner;
        }
        blanks();
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        if (start == at) {
            throw unexpected();
        }
        String word = text.substring(start, at);
        if (Character.isDigit(word.charAt(0))) {
            return Expression.constant(Long.parseLong(word));
        }
        return switch (word) {
            case "missing" -> Expression.not(Expression.present(tensor(" )&|?")));
            case "present" -> Expression.present(tensor(" )&|?"));
            case "width" -> dimension(0);
            case "rows" -> dimension(1);
            case "last" -> dimension(3);
            case "max" -> max();
            default -> take("(") ? ofLayer(word) : Expression.name(word);
        };
    }

    private Expression dimension(int dimension) {
        expect("(");
        Expression value = Expression.dimension(tensor(")"), dimension);
        expect(")");
        return value;
    }

    private Expression max() {
        expect("(");
        Expression left = choice();
        expect(",");
        Expression right = choice();
        expect(")");
        return Expression.both(left, Math::max, right);
    }

    private Expression ofLayer(String name) {
        Expression layer = choice();
        expect(")");
        return Expression.ofLayer(name, layer);
    }

    private TensorName tensor(String ends) {
        blanks();
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return new TensorName(text.substring(start, at));
    }

    private boolean take(String word) {
        blanks();
        if (text.startsWith(word, at)) {
            at += word.length();
            return true;
        }
        return false;
    }

    private void expect(String word) {
        if (!take(word)) {
            throw unexpected();
        }
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("'" + text + "' cannot be read at " + at);
    }
}
