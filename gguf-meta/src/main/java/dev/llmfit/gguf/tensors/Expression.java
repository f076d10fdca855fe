package dev.llmfit.gguf.tensors;

import java.util.List;
import java.util.function.LongBinaryOperator;

/** A number made of a model's hyper-parameters; conditions are 1 or 0. Immutable. */
@FunctionalInterface
interface Expression {
    /** What is always so. */
    Expression TRUE = scope -> 1;

    /** What is never so. */
    Expression FALSE = scope -> 0;

    /**
     * Returns the value.
     *
     * @throws ArithmeticException if it does not fit into 64 bits, or divides by 0
     */
    long of(Scope scope);

    /** Returns whether a condition holds. */
    default boolean holds(Scope scope) {
        return of(scope) != 0;
    }

    /** Returns a number of the table. */
    static Expression constant(long value) {
        return scope -> value;
    }

    /** Returns a hyper-parameter, or a name that the table gave. */
    static Expression name(String name) {
        return scope -> scope.value(name);
    }

    /** Returns a hyper-parameter of one layer. */
    static Expression ofLayer(String name, Expression layer) {
        return scope -> scope.valueAt(name, Math.toIntExact(layer.of(scope)));
    }

    /** Returns whether the file has a tensor. */
    static Expression present(TensorName tensor) {
        return scope -> scope.find(tensor.in(scope)).isPresent() ? 1 : 0;
    }

    /** Returns a dimension of a tensor of the file, counted from 0; 0 without the tensor. */
    static Expression dimension(TensorName tensor, int dimension) {
        return scope -> scope.find(tensor.in(scope))
                .map(t -> List.of(t.ne0(), t.ne1(), t.ne2(), t.ne3()).get(dimension))
                .orElse(0L);
    }

    /** Returns two values taken together. */
    static Expression both(Expression left, LongBinaryOperator operator, Expression right) {
        return scope -> operator.applyAsLong(left.of(scope), right.of(scope));
    }

    /** Returns one of two values. */
    static Expression choice(Expression condition, Expression yes, Expression no) {
        return scope -> condition.holds(scope) ? yes.of(scope) : no.of(scope);
    }

    /** Returns whether both hold; the second is not asked if the first does not. */
    static Expression and(Expression left, Expression right) {
        return scope -> left.holds(scope) && right.holds(scope) ? 1 : 0;
    }

    /** Returns whether one holds; the second is not asked if the first does. */
    static Expression or(Expression left, Expression right) {
        return scope -> left.holds(scope) || right.holds(scope) ? 1 : 0;
    }

    /** Returns whether it does not hold. */
    static Expression not(Expression condition) {
        return scope -> condition.holds(scope) ? 0 : 1;
    }
}
