package dev.llmfit.rules;

import java.util.Locale;
import java.util.Optional;

/** How a fact is compared. */
public enum ComparisonOp {
    EQ("is"),
    NE("is not"),
    LT("<"),
    LE("≤"),
    GT(">"),
    GE("≥"),
    IN("is one of"),
    CONTAINS("contains");

    private final String sign;

    ComparisonOp(String sign) {
        this.sign = sign;
    }

    /** Returns the name in YAML, for example {@code ge}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns how a trace shows it, for example {@code ≥}. */
    public String sign() {
        return sign;
    }

    /** Returns whether it needs an order, that is, numbers. */
    public boolean ordered() {
        return this == LT || this == LE || this == GT || this == GE;
    }

    /** Returns the operator with this YAML name. */
    public static Optional<ComparisonOp> byId(String id) {
        for (ComparisonOp op : values()) {
            if (op.id().equals(id)) {
                return Optional.of(op);
            }
        }
        return Optional.empty();
    }
}
