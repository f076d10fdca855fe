package dev.llmfit.render.size;

import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.answers.size.LayerRange;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeAnswer.OneMoreLayer;
import dev.llmfit.answers.size.SizedDraft;
import dev.llmfit.answers.size.SizedProjector;
import dev.llmfit.render.EnergyText;
import dev.llmfit.render.FileOnDiskText;
import dev.llmfit.render.FirstTokenText;
import dev.llmfit.render.GrowthText;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Role;
import dev.llmfit.render.Table;
import dev.llmfit.render.TurnText;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** One sized launch for people. */
public final class SizeText {
    /** Sizes are told in MiB. */
    static final double MIB = 1 << 20;

    /** A prompt of this length is not told: llama-bench's {@code pp512}. */
    private static final int USUAL_PROMPT = 512;

    private SizeText() {}

    /** Writes a launch and what an engine says of it: whether it fits, where it lies, how fast it is. */
    public static void print(SizeAnswer answer, Page page) {
        launch(answer, false, page);
        answer.engineSays().ifPresent(says -> EngineSaysText.print(says, page));
    }

    /** Writes the same with the time of a turn, the energy of a million tokens, and what the speeds rest on. */
    public static void printAll(SizeAnswer answer, Page page) {
        launch(answer, true, page);
        answer.engineSays().ifPresent(says -> EngineSaysText.print(says, page));
    }

    /** Writes the table of buffers, where the layers lie, the speed, and what else is to be known. */
    static void launch(SizeAnswer answer, boolean all, Page page) {
        page.paragraph(
                "",
                page.bold(answer.model().meant().heading()) + " · " + answer.build() + " · " + slots(answer)
                        + " · sizes in MiB");
        page.paragraph("", SumLine.of(answer, page));
        answer.model().meant().taken().ifPresent(taken -> paragraph(page, "Note: ", taken));
        if (!answer.knowledge().isExact()) {
            paragraph(page, "Note: ", answer.knowledge().sentence());
        }
        answer.reading().program().ifPresent(program -> page.line(read(answer, program)));
        answer.reading().notes().forEach(note -> paragraph(page, "Note: ", note));
        answer.reading().fit().ifPresent(fit -> paragraph(page, "Note: ", fit.sentence()));
        page.table(table(answer.memory().all()));
        page.paragraph(
                "",
                layers(answer) + " · FA " + (answer.estimate().flashAttn() ? "on" : "off") + " · KV "
                        + answer.options().typeK().ggmlName() + "/"
                        + answer.options().typeV().ggmlName());
        GrowthText.of(answer.estimate().growth())
                .ifPresent(grows -> paragraph(page, "", "after the start: " + grows + sentenceEnd(answer)));
        answer.projector().ifPresent(projector -> page.line(sentence(projector)));
        answer.draft().ifPresent(draft -> paragraph(page, "", sentence(draft)));
        speeds(answer, all, page);
        if (answer.estimate().computeBasis() == Estimate.ComputeBasis.CLOSED_FORM) {
            page.line("The compute buffers are approximate: this architecture's graph is not modelled yet.");
        }
        answer.remarks().disk().ifPresent(disk -> paragraph(page, "file ", FileOnDiskText.of(disk)));
        for (String warning : answer.remarks().warnings()) {
            paragraph(page, "Warning: ", warning);
        }
        for (String failure : answer.remarks().failureSentences()) {
            paragraph(page, "Warning: ", failure);
        }
        answer.remarks().oneMoreLayer().ifPresent(more -> page.paragraph("", sentence(more)));
        if (!answer.fits() && answer.memory().holds()) {
            paragraph(
                    page,
                    "",
                    "Does not fit once that is half used: host misses " + whole(-answer.grownLeft() / MIB)
                            + " MiB. Lower --cache-ram and --ctx-checkpoints.");
        } else if (!answer.fits()) {
            page.paragraph("", "Does not fit: " + shortage(answer) + ".");
            page.line("Try "
                    + page.say(new Ask("recommend")
                            .and("model", answer.model().meant().asked())));
        }
    }

    /** Says what of it is likely, and that it may not fit. */
    private static String sentenceEnd(SizeAnswer answer) {
        String expected = " (some " + answer.estimate().growth().expected() + " with contexts half filled)";
        boolean tight =
                answer.fits() && answer.boundLeft().filter(left -> left >= 0).isEmpty();
        return expected + (tight ? "; all of it does not fit: lower --cache-ram or --ctx-checkpoints" : "");
    }

    /** Says what a pasted line means in flags. */
    private static String read(SizeAnswer answer, String program) {
        LaunchOptions o = answer.options();
        return "Read as " + program + " -c " + o.nCtx() + " -b " + o.nBatch() + " -ub " + o.nUbatch() + " -np "
                + o.nParallel() + (o.kvUnified() ? " --kv-unified" : "") + " -ngl "
                + (o.nGpuLayers() < 0 ? "all" : String.valueOf(o.nGpuLayers()));
    }

    private static void speeds(SizeAnswer answer, boolean all, Page page) {
        answer.speeds().one().ifPresent(speed -> {
            page.paragraph("", speed(speed, LaunchSpeed.usualPrompt(answer.options())));
            speed.words().filter(_ -> all).ifPresent(words -> paragraph(page, "      ", words + "."));
            speed.from()
                    .ifPresent(number -> paragraph(
                            page,
                            "Note: ",
                            KeptNumbers.sentence(
                                    "this launch", speed.basis().name().toLowerCase(Locale.ROOT), number)));
        });
        answer.speeds().busySlots().ifPresent(busy -> {
            page.line("tok/s " + range(busy.each()) + " in each of " + busy.slots() + " busy slots · "
                    + range(busy.all()) + " together · " + String.format(Locale.ROOT, "%,d", busy.depth())
                    + " tokens in each");
            page.line(FirstTokenText.of(busy.alone()) + ", " + FirstTokenText.together(busy.together()));
        });
        answer.speeds()
                .speculative()
                .ifPresent(speed -> page.line("tok/s " + range(speed.tg()) + " with the draft, if "
                        + Math.round(100 * speed.least()) + " to " + Math.round(100 * speed.most())
                        + " % of its tokens are accepted"));
        if (!all) {
            return;
        }
        TurnText.of(answer.speeds().turns()).ifPresent(turns -> paragraph(page, "turn  ", turns));
        answer.speeds().energy().ifPresent(energy -> paragraph(page, "kWh   ", EnergyText.of(energy)));
    }

    private static void paragraph(Page page, String head, String text) {
        Paragraph.wrap(head, text, page.columns()).forEach(page::line);
    }

    /** A prompt that is longer than usual is told. */
    private static String speed(SpeedEstimate speed, int prompt) {
        String of = prompt == USUAL_PROMPT ? "" : String.format(Locale.ROOT, "of %,d tokens ", prompt);
        return "tok/s " + range(speed.tg()) + " · prompt " + of + range(speed.pp()) + " · empty context · basis: "
                + speed.basis().name().toLowerCase(Locale.ROOT);
    }

    /** Returns a range with a decimal where it is slow. */
    static String range(SpeedRange range) {
        String format = range.mid() < 10 ? "%,.1f – %,.1f" : "%,.0f – %,.0f";
        return String.format(Locale.ROOT, format, range.low(), range.high());
    }

    private static String sentence(SizedProjector projector) {
        OptionalInt size = projector.memory().imageSize();
        String image = size.isPresent()
                ? "for an image of " + size.getAsInt() + " × " + size.getAsInt()
                : "at most for an image, for its graph is not known";
        return String.format(
                Locale.ROOT,
                "projector %s on %s: %,.1f MiB weights, %,.1f MiB %s, part of the table",
                projector.name(),
                place(projector.place()),
                projector.memory().device().weights().mib(),
                projector.memory().device().compute().mib(),
                image);
    }

    private static String sentence(SizedDraft draft) {
        String what =
                draft.tensorBytes().equals(Bytes.ZERO) ? "context for next-token prediction" : "draft " + draft.name();
        String size = String.format(
                Locale.ROOT,
                "%s: %,.1f MiB of buffers, part of the table",
                what,
                draft.buffers().mib());
        return draft.nDraft() > 0
                ? size
                : size + "; llama-server " + EngineBuild.NEWEST.name()
                        + " loads it and does not use it: add --spec-type draft-simple";
    }

    /** Says what one more layer would take on the device where it is tightest, against the margin. */
    private static String sentence(OneMoreLayer more) {
        String margin = gib(more.margin()) + " GiB margin by ";
        return "One more layer (-ngl " + more.nGpuLayers() + ") needs "
                + whole(more.buffers().mib()) + " MiB of buffers on "
                + more.device() + ": " + (more.spare() < 0 ? "misses the " : "inside the ") + margin
                + whole(Math.abs(more.spare()) / MIB) + " MiB.";
    }

    private static String gib(Bytes size) {
        return String.format(Locale.ROOT, "%.1f", size.gib()).replaceFirst("\\.0$", "");
    }

    private static Table table(List<DeviceUse> uses) {
        Table table = new Table()
                .indent("  ")
                .mark("memory", Map.of())
                .right("weights")
                .right("KV cache")
                .right("compute")
                .right("buffers")
                .right("driver")
                .right("total")
                .right("free")
                .right("left");
        for (DeviceUse use : uses) {
            table.row(
                    use.holds() ? Role.TEXT : Role.BAD,
                    use.name(),
                    exact(use.weights().mib()),
                    exact(use.context().mib()),
                    exact(use.compute().mib()),
                    exact(use.buffers().total().mib()),
                    "~" + whole(use.overhead().typical().mib()),
                    whole(use.total().mib()),
                    whole(use.free().mib()),
                    whole(use.left() / MIB));
        }
        return table;
    }

    private static String slots(SizeAnswer answer) {
        int n = answer.options().nParallel();
        int all = answer.estimate().nCtx();
        if (n == 1) {
            return String.format(Locale.ROOT, "1 slot · %,d tokens", all);
        }
        return answer.options().kvUnified()
                ? String.format(Locale.ROOT, "%d slots · %,d tokens, of which one may use all", n, all)
                : String.format(Locale.ROOT, "%d slots of %,d · %,d tokens", n, all / n, all);
    }

    private static String layers(SizeAnswer answer) {
        List<String> parts = new ArrayList<>();
        for (LayerRange range : answer.layers().reversed()) {
            String layers = range.first() == range.last() ? "" + range.first() : range.first() + "–" + range.last();
            parts.add(layers + " on " + place(range.place()));
        }
        return "layers " + String.join(", ", parts) + " · output on " + place(answer.output());
    }

    private static String place(String name) {
        return name.equals("host") ? "the host" : name;
    }

    private static String shortage(SizeAnswer answer) {
        List<String> missing = new ArrayList<>();
        for (DeviceUse use : answer.memory().all()) {
            if (!use.holds()) {
                missing.add(use.name() + " misses " + whole(-use.left() / MIB) + " MiB");
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
