package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import java.util.Locale;

/**
 * What a system and the programs that its user has open take of the RAM, by kind of system: a fixed part, a share of the RAM, and
 * the most. Fitted to what was free on the bundled machines, most of which are public reports: Windows 6.8 of 15.8 and 11.6 to
 * 13.5 of 31.6 GiB; macOS 4.8 of 8, 7 of 16, 18 of 96, 20 of 128; Linux desktops 2.8 of 15, 3 to 6.6 of 31, 5 to 5.7 of 62, 7 to 9
 * of 125; Linux servers 0.8 of 15, 15 of 755, 35 of 2,015; boards 0.9 of 7.9, 1.7 of 7.1; a phone 7.4 of 14.9.
 */
enum SystemUse {
    /** A desktop or laptop with Windows and a browser. */
    WINDOWS("Windows with a browser open", 1.6, 0.33, 12),
    /** A Mac with a browser. */
    MACOS("macOS with a browser open", 3.7, 0.15, 24),
    /** A desktop or laptop with Linux and a browser. */
    LINUX_DESKTOP("Linux with a browser open", 2.5, 0.05, 10),
    /** A server with Linux and nothing else. */
    LINUX_SERVER("Linux with nothing else running", 1, 0.02, 48),
    /** A small board with Linux. */
    LINUX_BOARD("Linux with little else running", 0.7, 0.05, 2),
    /** A phone with Android. */
    ANDROID("Android", 0.3, 0.48, 12);

    /** Something is left of every RAM: systems swap their own pages out before a machine stands still; judgement. */
    private static final double MOST_SHARE = 0.75;

    private final String label;
    private final double fixedGib;
    private final double share;
    private final double mostGib;

    SystemUse(String label, double fixedGib, double share, double mostGib) {
        this.label = label;
        this.fixedGib = fixedGib;
        this.share = share;
        this.mostGib = mostGib;
    }

    /** Returns what runs, for people. */
    String label() {
        return label;
    }

    /** Returns what is taken of so much RAM. */
    Bytes of(Bytes total) {
        Bytes taken = Bytes.ofGib(Math.min(mostGib, fixedGib + share * total.gib()));
        return taken.min(Bytes.of((long) (total.count() * MOST_SHARE)));
    }

    /** Returns the use of a desktop or laptop with this system. */
    static SystemUse desktop(String os) {
        return switch (os.toLowerCase(Locale.ROOT)) {
            case "windows" -> WINDOWS;
            case "macos" -> MACOS;
            case "android" -> ANDROID;
            default -> LINUX_DESKTOP;
        };
    }
}
