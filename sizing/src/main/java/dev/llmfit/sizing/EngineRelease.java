package dev.llmfit.sizing;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A release of llama.cpp with a version instead of a build number, oldest first. */
public enum EngineRelease {
    V0_1_2(10_485, "2026-08-18", Counted.NAMED, "release page: nightly build b10485"),
    V0_2_0(10_566, "2026-08-22", Counted.NAMED, "release page: nightly build b10566"),
    V0_3_0(10_621, "2026-08-25", Counted.NAMED, "Homebrew's bottle of it prints build 10621"),
    V0_4_0(10_809, "2026-09-05", Counted.NAMED, "release page: nightly build b10809"),
    V0_4_1(10_964, "2026-09-15", Counted.NAMED, "release page: nightly build b10964"),
    V0_5_0(11_146, "2026-09-24", Counted.NAMED, "release page: nightly build b11146"),
    V0_6_0(11_429, "2026-10-05", Counted.NAMED, "release page: nightly build b11429"),
    V0_7_0(11_669, "2026-10-17", Counted.NAMED, "release page"),
    V0_8_0(
            12_032,
            "2026-11-02",
            Counted.ABOUT,
            "README of the crate llama-cpp-sys-4 0.10.0: b12032, which includes the release"),
    V1_0_0(
            12_305,
            "2026-11-13",
            Counted.ABOUT,
            "counted on from b12211 of 2026-11-09, at 23.6 builds a day since v0.7.0");

    /** How well the number is known. */
    public enum Counted {
        /** Somebody names it. */
        NAMED,
        /** Only the day is known; the number is counted from builds before and after it. */
        ABOUT
    }

    private final int build;
    private final LocalDate date;
    private final Counted counted;
    private final String source;

    EngineRelease(int build, String date, Counted counted, String source) {
        this.build = build;
        this.date = LocalDate.parse(date);
        this.counted = counted;
        this.source = source;
    }

    /** Returns the release that is written so, for example {@code v0.6.0}. */
    public static Optional<EngineRelease> named(String text) {
        return Arrays.stream(values()).filter(r -> r.version().equals(text)).findFirst();
    }

    /** Returns the release whose own number is only known about, and that stands at this build. */
    static Optional<EngineRelease> about(int build) {
        return Arrays.stream(values())
                .filter(r -> r.build == build && r.counted == Counted.ABOUT)
                .findFirst();
    }

    /** Returns all of them as people write them, with commas. */
    static String known() {
        return Arrays.stream(values()).map(EngineRelease::version).collect(Collectors.joining(", "));
    }

    /** Returns it as people write it, for example {@code v0.6.0}. */
    public String version() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Returns its build number. */
    public int build() {
        return build;
    }

    /** Returns the day of the release. */
    public LocalDate date() {
        return date;
    }

    /** Returns how well the number is known. */
    public Counted counted() {
        return counted;
    }

    /** Returns who says so. */
    public String source() {
        return source;
    }
}
