package dev.llmfit.answers.size;

import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.FittedLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code --fit} made of a launch.
 *
 * @param launch the options before and after
 * @param layers layers of the model, the output layer included
 */
public record FitTold(FittedLaunch launch, int layers) {

    /** Returns it in one sentence. */
    public String sentence() {
        Optional<String> failure = launch.failure();
        String changed = launch.isChanged() ? "chooses " + options() : "leaves the launch as it is";
        return failure.map(f -> "--fit cannot make it fit: " + f + (launch.isChanged() ? "; it " + changed : "") + ".")
                .orElseGet(() -> launch.isChanged()
                        ? "It would not fit as written; llama.cpp's --fit " + changed + "."
                        : "It fits, so llama.cpp's --fit changes nothing.");
    }

    private String options() {
        LaunchOptions before = launch.given();
        LaunchOptions after = launch.options();
        List<String> changes = new ArrayList<>();
        if (before.nCtx() != after.nCtx()) {
            changes.add("-c " + after.nCtx());
        }
        if (before.nGpuLayers() != after.nGpuLayers()) {
            changes.add("-ngl " + after.nGpuLayers() + " of " + layers);
        }
        if (!before.tensorSplit().equals(after.tensorSplit())) {
            changes.add("-ts "
                    + String.join(
                            ",",
                            after.tensorSplit().stream()
                                    .map(s -> String.format(Locale.ROOT, "%.0f", s))
                                    .toList()));
        }
        if (!after.overrideTensor().equals(before.overrideTensor())) {
            int n = after.overrideTensor().size();
            changes.add("-ot for " + n + (n == 1 ? " layer" : " layers") + " whose experts do not fit");
        }
        return String.join(", ", changes);
    }
}
