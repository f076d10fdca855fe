package dev.llmfit.answers.size;

import org.jspecify.annotations.Nullable;

/** The limits of a launch, found when they are first asked for: some twenty launches are sized for them. */
public final class LimitsOfLaunch {
    private final LaunchSeries series;
    private @Nullable Limits found;

    LimitsOfLaunch(LaunchSeries series) {
        this.series = series;
    }

    /** Returns them. */
    public synchronized Limits find() {
        if (found == null) {
            found = new FitsAnswering(series).limits();
        }
        return found;
    }
}
