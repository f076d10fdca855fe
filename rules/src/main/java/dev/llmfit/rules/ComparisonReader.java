package dev.llmfit.rules;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Spelling;
import dev.llmfit.json.YamlNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code {fact, op, value}} and checks that fact, operator and value go together. */
final class ComparisonReader {
    private final RuleReader reader;

    ComparisonReader(RuleReader reader) {
        this.reader = reader;
    }

    Optional<Condition> read(AuditedFields fields) {
        fields.know("fact", "op", "value", "other", "times");
        Optional<Fact> fact = fields.requiredScalar("fact").flatMap(this::fact);
        Optional<ComparisonOp> op = fields.requiredScalar("op").flatMap(this::op);
        if (fact.isEmpty() || op.isEmpty()) {
            return Optional.empty();
        }
        if (op.get().ordered() && fact.get().kind() != FactValue.Kind.NUMBER) {
            reader.problem(
                    fields.line(),
                    fact.get().id() + " is " + fact.get().kind().words() + "; "
                            + op.get().id() + " needs a number");
            return Optional.empty();
        }
        Optional<Condition.Operand> operand = fields.has("other")
                ? other(fields, fact.get())
                : fields.requiredNode("value", "a value").flatMap(v -> literal(v, fact.get(), op.get()));
        return operand.map(o -> new Condition.Compare(fact.get(), op.get(), o));
    }

    private Optional<Fact> fact(YamlNode.Scalar scalar) {
        Optional<Fact> fact = Fact.byId(scalar.text());
        if (fact.isEmpty()) {
            reader.problem(
                    scalar.line(),
                    "unknown fact '" + scalar.text() + "'" + Spelling.didYouMean(scalar.text(), Fact.ids()));
        }
        return fact;
    }

    private Optional<ComparisonOp> op(YamlNode.Scalar scalar) {
        Optional<ComparisonOp> op = ComparisonOp.byId(scalar.text());
        if (op.isEmpty()) {
            String known = String.join(
                    ", ",
                    Arrays.stream(ComparisonOp.values()).map(ComparisonOp::id).toList());
            reader.problem(scalar.line(), "unknown op '" + scalar.text() + "'; write one of " + known);
        }
        return op;
    }

    private Optional<Condition.Operand> other(AuditedFields fields, Fact fact) {
        if (fields.has("value")) {
            reader.problem(fields.line(), "a condition has either 'value' or 'other', not both");
            return Optional.empty();
        }
        Optional<Fact> other = fields.requiredScalar("other").flatMap(this::fact);
        OptionalDouble times = fields.optionalNumber("times");
        if (times.isEmpty() && fields.has("times")) {
            return Optional.empty();
        }
        if (other.isPresent() && other.get().kind() != fact.kind()) {
            reader.problem(
                    fields.line(),
                    fact.id() + " is " + fact.kind().words() + ", "
                            + other.get().id() + " is " + other.get().kind().words());
            return Optional.empty();
        }
        return other.map(o -> new Condition.Operand.OtherFact(o, times.orElse(1.0)));
    }

    private Optional<Condition.Operand> literal(YamlNode node, Fact fact, ComparisonOp op) {
        boolean list = node instanceof YamlNode.Sequence;
        if (list != (op == ComparisonOp.IN)) {
            reader.problem(
                    node.line(),
                    op == ComparisonOp.IN
                            ? "in needs a list of values, found " + node.describe()
                            : op.id() + " needs one value");
            return Optional.empty();
        }
        List<YamlNode> items = node instanceof YamlNode.Sequence s ? s.items() : List.of(node);
        List<FactValue> values = new ArrayList<>();
        for (YamlNode item : items) {
            Optional<FactValue> value = value(item, fact.kind());
            if (value.isEmpty()) {
                reader.problem(item.line(), fact.id() + " is " + fact.kind().words() + ", found " + item.describe());
            }
            value.ifPresent(values::add);
        }
        return values.size() == items.size() && !items.isEmpty()
                ? Optional.of(new Condition.Operand.Literal(values))
                : Optional.empty();
    }

    static Optional<FactValue> value(YamlNode node, FactValue.Kind kind) {
        if (!(node instanceof YamlNode.Scalar s)) {
            return Optional.empty();
        }
        return switch (kind) {
            case NUMBER -> number(s);
            case FLAG ->
                s.kind() == YamlNode.Scalar.Kind.FLAG ? Optional.of(new FactValue.Flag(s.truth())) : Optional.empty();
            case TEXT ->
                s.kind() == YamlNode.Scalar.Kind.TEXT ? Optional.of(new FactValue.Text(s.text())) : Optional.empty();
        };
    }

    private static Optional<FactValue> number(YamlNode.Scalar scalar) {
        OptionalDouble number = scalar.number();
        return number.isPresent() ? Optional.of(new FactValue.Num(number.getAsDouble())) : Optional.empty();
    }
}
