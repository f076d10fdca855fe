package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A condition for people, one line a comparison, indented by depth. */
public final class ConditionText {
    private ConditionText() {}

    /** Returns the lines. */
    public static List<String> lines(Condition condition) {
        List<String> lines = new ArrayList<>();
        append(condition, 0, lines);
        return lines;
    }

    private static void append(Condition condition, int depth, List<String> lines) {
        String indent = "  ".repeat(depth);
        switch (condition) {
            case Condition.All a -> {
                lines.add(indent + (a.parts().isEmpty() ? "always" : "all of"));
                a.parts().forEach(p -> append(p, depth + 1, lines));
            }
            case Condition.Any a -> {
                lines.add(indent + "any of");
                a.parts().forEach(p -> append(p, depth + 1, lines));
            }
            case Condition.Not n -> {
                lines.add(indent + "not");
                append(n.part(), depth + 1, lines);
            }
            case Condition.Compare c ->
                lines.add(indent + c.fact().id() + " " + c.op().sign() + " " + operand(c.operand()) + unit(c.fact()));
        }
    }

    private static String operand(Condition.Operand operand) {
        return switch (operand) {
            case Condition.Operand.Literal l ->
                l.values().stream().map(FactValue::show).collect(Collectors.joining(", "));
            case Condition.Operand.OtherFact o ->
                (o.factor() == 1 ? "" : new FactValue.Num(o.factor()).show() + " × ")
                        + o.fact().id();
        };
    }

    private static String unit(Fact fact) {
        return fact.unit().isEmpty() ? "" : " " + fact.unit();
    }
}
