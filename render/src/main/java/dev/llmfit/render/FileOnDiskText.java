package dev.llmfit.render;

import dev.llmfit.answers.FileOnDisk;
import java.util.Locale;

/** A model's file and the disk that it would lie on, in one line. */
public final class FileOnDiskText {
    private static final double MINUTE = 60;
    private static final double HOUR = 3600;

    /** From here on a time is told in the larger unit. */
    private static final double ENOUGH = 2;

    private FileOnDiskText() {}

    /** Returns for example {@code 4.6 GiB of 80.0 GiB free · download 7 min at 100 Mbit/s · loads in 1 to 3 s (an NVMe disk)}. */
    public static String of(FileOnDisk file) {
        String room = file.bytes() + (file.fits() ? " of " : " do not fit the ")
                + file.disk().free() + " free in " + file.disk().folder();
        String load = file.disk()
                .kind()
                .map(kind -> " · loads in " + time(file.loadsAtBest().orElseThrow()) + " to "
                        + time(file.loadsAtWorst().orElseThrow()) + " (class of " + kind.words() + ")")
                .orElse("");
        return room + " · download " + time(file.downloadSeconds()) + " at " + FileOnDisk.LINK + " Mbit/s" + load;
    }

    private static String time(double seconds) {
        if (seconds >= ENOUGH * HOUR) {
            return whole(seconds / HOUR) + " h";
        }
        return seconds >= ENOUGH * MINUTE ? whole(seconds / MINUTE) + " min" : whole(seconds) + " s";
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", Math.max(1, Math.ceil(value)));
    }
}
