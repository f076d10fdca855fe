package dev.llmfit.sizing.plan;

import dev.llmfit.sizing.LaunchOptions;
import java.util.Optional;

/**
 * A launch after llama.cpp's {@code --fit}.
 *
 * @param options the options that result
 * @param given the options before
 * @param failure why it could not be made to fit, a clause; the model is then loaded with what was reached
 */
public record FittedLaunch(LaunchOptions options, LaunchOptions given, Optional<String> failure) {
    /** Returns whether an option was changed. */
    public boolean isChanged() {
        return !options.equals(given);
    }
}
