package dev.llmfit.render.machine;

import dev.llmfit.answers.machine.ProbeAnswer;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.probe.bandwidth.CudaMeasurement;
import dev.llmfit.render.Page;
import dev.llmfit.render.kept.KeptText;
import dev.llmfit.units.NextStep.Ask;
import java.util.Locale;
import java.util.Optional;

/** A machine, what is on it and what to do next, for people. */
public final class ProbeText {
    private ProbeText() {}

    /**
     * Writes the machine.
     *
     * @param saved where it was saved as a profile
     */
    public static void print(ProbeAnswer answer, Optional<String> saved, Page page) {
        MachineText.print(answer.machine(), page);
        for (CudaMeasurement device : answer.measured()) {
            page.line(String.format(
                    Locale.ROOT,
                    "Measured %s  %,.0f GB/s by copies, largest block %,.1f of %,.1f GiB",
                    device.pciAddress(),
                    device.copyGbps(),
                    device.allocatable().gib(),
                    device.total().gib()));
        }
        page.line("");
        boolean here = answer.question().isHere();
        if (answer.engines().isEmpty() && here) {
            page.line("Engines  none was found");
        }
        answer.engines().forEach(engine -> page.line("Engine   " + engine.name() + "  " + engine.path()));
        saved.ifPresent(file -> page.line("Saved    " + file));
        answer.question()
                .raw()
                .ifPresent(folder -> page.line("Recorded " + folder + "  (look through it before you share it)"));
        answer.notes().forEach(note -> page.paragraph("Note     ", note + "."));
        KeptText.summary(answer.kept(), page);
        page.line("Next     " + page.say(next(answer.question(), saved)));
        if (here && !answer.question().deep()) {
            page.line(
                    "         " + page.say(new Ask("probe").and("deep", "true")) + "   measures the memory bandwidth");
        }
    }

    /** A machine that was only read has no name: a profile of it has one. */
    private static Ask next(ProbeQuestion question, Optional<String> saved) {
        if (question.host().isEmpty() && question.fromRaw().isEmpty()) {
            return new Ask("recommend");
        }
        return saved.map(file -> new Ask("recommend").and("hardware", file))
                .orElseGet(() -> question.host()
                        .map(host -> new Ask("probe").and("ssh", host))
                        .orElseGet(() -> new Ask("probe")
                                .and("from_raw", question.fromRaw().orElseThrow()))
                        .and("save", "FILE.yaml"));
    }
}
