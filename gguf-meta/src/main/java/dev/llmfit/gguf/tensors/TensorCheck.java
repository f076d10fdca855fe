package dev.llmfit.gguf.tensors;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.HyperParametersException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the tensors of a file against those that llama.cpp makes of a model of its architecture: it loads a file only if each has the
 * shape that the hyper-parameters say, none is missing and none is left over ({@code check_tensor_dims} and {@code
 * done_getting_tensors} of {@code src/llama-model-loader.cpp}, b11434).
 */
public final class TensorCheck {
    /** Names of a message; more are counted. */
    private static final int MOST_NAMED = 3;

    private final ModelValues model;
    private final Set<String> made = new HashSet<>();

    private TensorCheck(ModelValues model) {
        this.model = model;
    }

    /**
     * Checks a model that was read from a file. An architecture without a table passes.
     *
     * @return the model
     * @throws HyperParametersException if llama.cpp would not load it: a tensor of another shape, one too few or one too many, a key
     *     out of range
     */
    public static Model checked(Model model) {
        HyperParameters hyperParameters = HyperParameters.of(model);
        Optional<TableLine> table = TensorTables.of(model.architecture());
        if (table.isPresent()) {
            TensorCheck check = new TensorCheck(new ModelValues(model, hyperParameters));
            try {
                table.get().expect(check, Scope.of(check.model));
            } catch (ArithmeticException e) {
                throw check.refused("its hyper-parameters give no shape of a tensor (" + e.getMessage() + ")");
            }
            check.scales();
            check.count(model);
        }
        return model;
    }

    /**
     * Expects a tensor.
     *
     * @param mayMiss whether llama.cpp does without it
     * @param anyShape whether only the number of elements counts
     * @return whether the file has it
     */
    boolean tensor(String name, boolean mayMiss, boolean anyShape, long... shape) {
        Optional<TensorInfo> found = model.tensor(name);
        if (found.isEmpty()) {
            if (mayMiss) {
                return false;
            }
            throw refused("tensor '" + name + "' is missing");
        }
        made.add(name);
        long[] got = shape(found.get());
        long[] expected = Arrays.copyOf(shape, got.length);
        Arrays.fill(expected, Math.min(shape.length, got.length), got.length, 1);
        if (anyShape ? product(expected) != product(got) : !Arrays.equals(expected, got)) {
            throw refused("tensor '" + name + "' has wrong shape; expected " + text(expected) + ", got " + text(got));
        }
        return true;
    }

    /** Returns the refusal of the model. */
    HyperParametersException refused(String why) {
        return new HyperParametersException("'" + model.name() + "' would not be loaded by llama.cpp: " + why);
    }

    /** Expects the scales that a tensor of some types has beside it ({@code .scale}, {@code .input_scale}). */
    private void scales() {
        for (String name : List.copyOf(made)) {
            if (name.endsWith(".weight")) {
                String stem = name.substring(0, name.length() - "weight".length());
                for (String suffix : List.of("scale", "input_scale")) {
                    if (!made.contains(stem + suffix)) {
                        tensor(stem + suffix, true, false, stem.contains("_exps.") ? model.value("n_expert") : 1);
                    }
                }
            }
        }
    }

    private void count(Model model) {
        if (made.size() == model.tensors().size()) {
            return;
        }
        List<String> left = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (TensorInfo tensor : model.tensors()) {
            if (!made.contains(tensor.name()) || !seen.add(tensor.name())) {
                left.add(tensor.name());
            }
        }
        String more = left.size() > MOST_NAMED ? " and " + (left.size() - MOST_NAMED) + " more" : "";
        throw refused("wrong number of tensors; expected " + made.size() + ", got "
                + model.tensors().size() + " (nothing uses "
                + String.join(", ", left.subList(0, Math.min(MOST_NAMED, left.size()))) + more + ")");
    }

    private static long[] shape(TensorInfo tensor) {
        return new long[] {tensor.ne0(), tensor.ne1(), tensor.ne2(), tensor.ne3()};
    }

    private static long product(long[] shape) {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }

    private static String text(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
