package dev.llmfit.answers.kept;

import dev.llmfit.units.Counted;
import java.time.Duration;
import java.time.Instant;

/** How long ago something was measured, for people. */
public final class Age {
    private static final int MINUTES = 60;
    private static final int HOURS = 24;

    private Age() {}

    /** Returns the age in whole days; 0 of what is not yet a day old. */
    public static long days(Instant time, Instant now) {
        return Math.max(0, Duration.between(time, now).toDays());
    }

    /** Returns the age in its largest whole unit: {@code 5 minutes}, {@code 3 days}. */
    public static String of(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        if (age.toMinutes() < MINUTES) {
            return Counted.of(Math.max(0, age.toMinutes()), "minute");
        }
        return age.toHours() < HOURS ? Counted.of(age.toHours(), "hour") : Counted.of(age.toDays(), "day");
    }
}
