package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.LaunchRefusedException;

/** The release of mlx-lm that is sized. */
final class MlxRelease {
    /** Its name and version, as answers have it. */
    static final String NAME = "mlx-lm 0.32.2";

    private MlxRelease() {}

    /** Returns what to throw where mlx-lm ends with an error. */
    static LaunchRefusedException refused(String why) {
        return new LaunchRefusedException("mlx-lm", why);
    }
}
