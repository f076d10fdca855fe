package dev.llmfit.gguf.tensors;

/**
 * The name of a tensor in a table: {@code i} between dots is the layer, {@code {name}} a number.
 *
 * @param pattern as written
 */
record TensorName(String pattern) {
    private static final String LAYER = ".i.";

    /** Returns the name with its numbers. */
    String in(Scope scope) {
        int layer = pattern.indexOf(LAYER);
        if (layer >= 0) {
            return pattern.substring(0, layer + 1) + scope.layer() + pattern.substring(layer + LAYER.length() - 1);
        }
        int open = pattern.indexOf('{');
        if (open < 0) {
            return pattern;
        }
        int close = pattern.indexOf('}', open);
        return pattern.substring(0, open)
                + scope.value(pattern.substring(open + 1, close))
                + pattern.substring(close + 1);
    }
}
