package dev.llmfit.answers.kept;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was measured, for people. */
public final class Age {
    private static final int MINUTES = 60;
    private static final int HOURS = 24;

    private Age() {}

    /** Returns the age in its largest whole unit: {@code 5 minutes}, {@code 3 days}. */
    public static String of(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        if (age.toMinutes() < MINUTES) {
            return counted(Math.max(0, age.toMinutes()), "minute");
        }
        return age.toHours() < HOURS ? counted(age.toHours(), "hour") : counted(age.toDays(), "day");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
