package dev.llmfit.tui.view;

import dev.llmfit.answers.machine.ProbeAnswer;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first line: what this machine is and has free, what models are for. */
final class HeaderView {
    /** From this width on memory has bars. */
    private static final int WITH_BARS = 110;

    /** From this width on memory has its speed, and the processor is told. */
    private static final int WITH_SPEEDS = 180;

    private HeaderView() {}

    static void draw(Sheet sheet, Shown shown) {
        int column = sheet.put(0, 0, "llmfit", Role.CHOICE) + 2;
        String use = "for ◂ " + shown.chosen().use().id() + " ▸"
                + shown.chosen().users().map(n -> " × " + n + " users").orElse("");
        int end = sheet.columns() - sheet.cells().width(use) - 1;
        Optional<Machine> machine = machine(shown);
        String text = machine.map(m -> text(m, sheet.columns())).orElseGet(() -> refused(shown));
        int last = sheet.put(0, column, Math.max(0, end - column - 1), text, Role.TEXT);
        sheet.put(0, end, use, Role.TEXT);
        sheet.spot(0, column, last - column, "m");
        sheet.spot(0, end, sheet.cells().width(use), "u");
    }

    static Optional<Machine> machine(Shown shown) {
        return shown.known()
                .answer(Questions.machine(shown.chosen()))
                .map(ProbeAnswer::machine)
                .or(() -> shown.known()
                        .answer(Questions.list(shown.chosen()))
                        .map(RecommendAnswer::found)
                        .map(f -> f.machine()));
    }

    private static String refused(Shown shown) {
        return shown.known()
                .refusal(Questions.machine(shown.chosen()))
                .map(r -> r.message())
                .orElse("asking what this machine is …");
    }

    private static String text(Machine machine, int columns) {
        List<String> parts = new ArrayList<>();
        machine.devices().stream().map(d -> device(d, columns)).distinct().forEach(text -> {
            long n = machine.devices().stream()
                    .filter(d -> device(d, columns).equals(text))
                    .count();
            parts.add(n == 1 ? text : n + " × " + text);
        });
        parts.add(memory(machine.hostPool(), columns));
        if (columns >= WITH_SPEEDS) {
            parts.add(machine.cpu().name());
        }
        return String.join(columns >= WITH_BARS ? "   " : " · ", parts);
    }

    private static String device(Device d, int columns) {
        String free = amount(d.free(), d.installed(), columns);
        String speed = columns >= WITH_SPEEDS
                ? d.bandwidthGbps()
                        .map(b -> ", " + Figures.count(Math.round(b)) + " GB/s")
                        .orElse("")
                : "";
        return d.description() + " " + free + speed;
    }

    private static String memory(Pool pool, int columns) {
        String speed = columns >= WITH_SPEEDS
                ? pool.readGbps()
                        .map(b -> ", " + Figures.count(Math.round(b)) + " GB/s")
                        .orElse("")
                : "";
        return "RAM " + amount(pool.free(), pool.installed(), columns) + speed;
    }

    private static String amount(Bytes free, Bytes installed, int columns) {
        if (columns < WITH_BARS) {
            return Figures.gib(free) + "/" + Figures.gib(installed) + " GiB free";
        }
        int wide = columns >= WITH_SPEEDS ? 24 : 14;
        int used =
                Math.clamp(Math.round(wide * (1 - free.gib() / Math.max(installed.gib(), Double.MIN_NORMAL))), 0, wide);
        return "▏" + "▓".repeat(used) + "·".repeat(wide - used) + "▏ " + Figures.gib(free) + " of "
                + Figures.gib(installed) + " GiB free";
    }
}
