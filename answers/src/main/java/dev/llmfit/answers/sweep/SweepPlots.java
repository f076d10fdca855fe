package dev.llmfit.answers.sweep;

import dev.llmfit.answers.StateField;
import dev.llmfit.answers.plot.LaunchBars;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.sweep.SweepAnswer.Row;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A sweep as pictures: memory, and speed. */
public final class SweepPlots {
    private SweepPlots() {}

    /** Returns what each value takes of the GPUs together, or of the RAM where there is none. */
    public static Plot memory(SweepAnswer answer) {
        List<Bar> bars = new ArrayList<>();
        Optional<SizeAnswer> first =
                answer.rows().stream().flatMap(r -> r.size().stream()).findFirst();
        for (Row row : answer.rows()) {
            String speed = row.full()
                    .map(f -> range(f) + " tok/s full")
                    .or(row::refused)
                    .orElse("");
            bars.add(new Bar(
                    label(answer.over(), row.value()),
                    row.size().map(s -> LaunchBars.parts(s.memory())).orElse(List.of()),
                    Optional.empty(),
                    mark(row),
                    speed));
        }
        boolean gpu = first.filter(s -> !s.memory().devices().isEmpty()).isPresent();
        List<Limit> limits =
                first.map(s -> List.of(LaunchBars.limit(s.memory()))).orElse(List.of());
        return new Plot(
                answer.meant().heading() + ": memory of the " + (gpu ? "GPU" : "RAM"),
                axis(answer.over()),
                "GiB",
                bars,
                limits);
    }

    /** Returns how fast each value is with an empty context. */
    public static Plot speed(SweepAnswer answer) {
        return speed(
                answer,
                "generation",
                row -> row.size().flatMap(s -> s.speeds().one()).map(SpeedEstimate::tg));
    }

    /** Returns how fast each value is when its context is full. */
    public static Plot full(SweepAnswer answer) {
        return speed(answer, "generation with a full context", Row::full);
    }

    private static Plot speed(SweepAnswer answer, String title, Function<Row, Optional<SpeedRange>> speed) {
        List<Bar> bars = answer.rows().stream()
                .map(row -> new Bar(
                        label(answer.over(), row.value()),
                        List.of(),
                        speed.apply(row).map(r -> new Span(r.low(), r.mid(), r.high())),
                        mark(row),
                        speed.apply(row).map(r -> range(r) + " tok/s").orElse("does not fit")))
                .toList();
        return new Plot(answer.meant().heading() + ": " + title, axis(answer.over()), "tok/s", bars, List.of());
    }

    private static Mark mark(Row row) {
        return !row.fits() ? Mark.OVER : row.taken() ? Mark.TAKEN : Mark.NONE;
    }

    private static String axis(StateField over) {
        return switch (over) {
            case CTX -> "tokens of context";
            case NGL -> "layers on the GPUs (-ngl)";
            case NCMOE -> "layers with experts in RAM (-ncmoe)";
            case KV -> "type of the KV cache";
            case NP -> "slots";
            case UB -> "physical batch";
            default -> "file type";
        };
    }

    /** Returns a value as people read it: contexts with commas. */
    public static String label(StateField over, String value) {
        boolean number = over == StateField.CTX && value.chars().allMatch(Character::isDigit);
        return number ? String.format(Locale.ROOT, "%,d", Long.parseLong(value)) : value;
    }

    private static String range(SpeedRange range) {
        String format = range.mid() < 10 ? "%,.1f – %,.1f" : "%,.0f – %,.0f";
        return String.format(Locale.ROOT, format, range.low(), range.high());
    }
}
