package dev.llmfit.cli.size;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.engine.store.StoredLesson;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renders one sized launch for people. */
public final class SizeText {
    private static final double MIB = 1 << 20;

    private SizeText() {}

    /** Prints the table of buffers and where the layers lie. */
    public static void print(Console console, SizedLaunch sized, MemoryEstimator estimator) {
        console.line(console.bold(sized.model().name()) + " · " + sized.build() + " · " + slots(sized) + " · "
                + String.format(Locale.ROOT, "%,d", sized.estimate().nCtx()) + " tokens · sizes in MiB");
        table(sized.lines()).lines(console.columns()).forEach(console::line);
        console.line(layers(sized) + " · FA " + (sized.estimate().flashAttn() ? "on" : "off") + " · KV "
                + sized.options().typeK().ggmlName() + "/"
                + sized.options().typeV().ggmlName());
        sized.projector().ifPresent(projector -> console.line(projector.sentence()));
        sized.draft()
                .ifPresent(draft ->
                        Paragraph.wrap("", draft.sentence(), console.columns()).forEach(console::line));
        sized.speed().ifPresent(speed -> console.line(speed(speed)));
        int slots = sized.options().nParallel();
        sized.speedOfEachSlot()
                .ifPresent(each -> console.line("tok/s " + range(each) + " in each of " + slots + " busy slots · "
                        + range(times(each, slots)) + " together"));
        sized.speculativeSpeed()
                .ifPresent(speed -> console.line("tok/s " + range(speed) + " with the draft, if "
                        + Math.round(100 * SpeculativeSpeed.LOW) + " to " + Math.round(100 * SpeculativeSpeed.HIGH)
                        + " % of its tokens are accepted"));
        if (sized.estimate().computeBasis() == Estimate.ComputeBasis.CLOSED_FORM) {
            console.line("The compute buffers are approximate: this architecture's graph is not modelled yet.");
        }
        sized.beyondTraining()
                .ifPresent(text ->
                        Paragraph.wrap("Warning: ", text, console.columns()).forEach(console::line));
        for (FailedLaunch f : sized.failures()) {
            Paragraph.wrap("Warning: ", StoredLesson.sentence(f) + ".", console.columns())
                    .forEach(console::line);
        }
        sized.oneMoreLayer(estimator).ifPresent(more -> console.line(oneMore(sized, more)));
        if (!sized.fits()) {
            console.line("Does not fit: " + shortage(sized) + ". Try llmfit recommend --model "
                    + sized.model().name());
        }
    }

    private static String speed(SpeedEstimate speed) {
        return "tok/s " + range(speed.tg()) + " · prompt " + range(speed.pp()) + " · empty context · basis: "
                + speed.basis().name().toLowerCase(Locale.ROOT);
    }

    private static SpeedRange times(SpeedRange range, int n) {
        return new SpeedRange(n * range.low(), n * range.mid(), n * range.high());
    }

    private static String range(SpeedRange range) {
        String format = range.mid() < 10 ? "%,.1f – %,.1f" : "%,.0f – %,.0f";
        return String.format(Locale.ROOT, format, range.low(), range.high());
    }

    /** Says what one more layer would take on the device where it is tightest, against a margin of 1 GiB. */
    private static String oneMore(SizedLaunch now, SizedLaunch more) {
        MemoryLine tightest = more.lines().getFirst();
        for (MemoryLine line : more.lines().subList(0, more.lines().size() - 1)) {
            if (room(line) < room(tightest)) {
                tightest = line;
            }
        }
        double room = room(tightest) / MIB;
        String text = "One more layer (-ngl " + (now.options().nGpuLayers() + 1) + ") needs "
                + whole(tightest.buffers().total().mib()) + " MiB of buffers on "
                + tightest.buffers().name() + ": ";
        return text + (room < 0 ? "misses the 1 GiB margin by " : "inside the 1 GiB margin by ") + whole(Math.abs(room))
                + " MiB.";
    }

    private static long room(MemoryLine line) {
        return line.free().count() - (1L << 30) - line.buffers().total().count();
    }

    private static Table table(List<MemoryLine> lines) {
        Table table = new Table()
                .indent("  ")
                .left("")
                .right("weights")
                .right("KV cache")
                .right("compute")
                .right("buffers")
                .right("driver")
                .right("total")
                .right("free")
                .right("left");
        for (MemoryLine line : lines) {
            table.row(
                    line.buffers().name(),
                    exact(line.buffers().weights().mib()),
                    exact(line.buffers().context().mib()),
                    exact(line.buffers().compute().mib()),
                    exact(line.buffers().total().mib()),
                    "~" + whole(line.overhead().typical().mib()),
                    whole(line.total().mib()),
                    whole(line.free().mib()),
                    whole(line.left() / MIB));
        }
        return table;
    }

    private static String slots(SizedLaunch sized) {
        int n = sized.options().nParallel();
        return n == 1 ? "1 slot" : n + " slots";
    }

    private static String layers(SizedLaunch sized) {
        List<String> parts = new ArrayList<>();
        for (LayerRange range : LayerRange.of(sized.estimate()).reversed()) {
            String layers = range.first() == range.last() ? "" + range.first() : range.first() + "–" + range.last();
            parts.add(layers + " on " + place(sized, range.device()));
        }
        int output = sized.estimate().layerDevice().getLast();
        return "layers " + String.join(", ", parts) + " · output on " + place(sized, output);
    }

    private static String place(SizedLaunch sized, int device) {
        return device < 0 ? "the host" : sized.machine().devices().get(device).name();
    }

    private static String shortage(SizedLaunch sized) {
        List<String> missing = new ArrayList<>();
        for (MemoryLine line : sized.lines()) {
            if (line.left() < 0) {
                missing.add(line.buffers().name() + " misses " + whole(-line.left() / MIB) + " MiB");
            }
        }
        return String.join(", ", missing);
    }

    private static String exact(double mib) {
        return String.format(Locale.ROOT, "%,.1f", mib);
    }

    private static String whole(double mib) {
        return String.format(Locale.ROOT, "%,.0f", mib);
    }
}
