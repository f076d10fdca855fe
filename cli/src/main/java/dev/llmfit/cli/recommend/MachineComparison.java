package dev.llmfit.cli.recommend;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.render.Table;
import dev.llmfit.render.Wrapped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The best launches on two or more machines, side by side. */
final class MachineComparison {
    private final List<Side> sides;

    /**
     * One of the machines.
     *
     * @param hardware the machine as the user named it
     * @param answer what is recommended there
     */
    record Side(String hardware, Recommendation answer) {
        private Candidate best() {
            return answer.candidates().getFirst();
        }

        private boolean fits() {
            return answer.outcome() == Recommendation.Outcome.FITS;
        }
    }

    MachineComparison(List<Side> sides) {
        this.sides = List.copyOf(sides);
    }

    /** Returns whether something worth running fits one of the machines. */
    boolean oneFits() {
        return sides.stream().anyMatch(Side::fits);
    }

    /** Returns the text, one column for each machine. */
    List<String> lines(int columns) {
        Table table = new Table().left("");
        sides.forEach(s -> table.left(s.hardware()));
        row(table, "model", Candidate::model);
        row(table, "file type", Candidate::fileType);
        row(
                table,
                "file GiB",
                c -> String.format(Locale.ROOT, "%.1f", c.fileBytes().gib()));
        row(table, "context", c -> String.format(Locale.ROOT, "%,d", c.options().nCtx()));
        row(table, "placement", MachineComparison::placement);
        row(table, "KV cache", c -> c.options().typeK().ggmlName());
        row(
                table,
                "GPU GiB",
                c -> gib(c.memory().stream()
                        .mapToDouble(m -> m.buffers().total().gib())
                        .sum()));
        row(table, "RAM GiB", c -> gib(c.host().buffers().total().gib()));
        row(table, "tok/s", c -> CandidateTable.range(c.speed().tg()));
        row(table, "prompt tok/s", c -> CandidateTable.range(c.speed().pp()));
        row(table, "quality", CandidateTable::dots);
        List<String> lines = new ArrayList<>(table.lines(columns));
        lines.add("");
        for (Side side : sides) {
            if (!side.fits()) {
                String why = side.answer().why().orElse("nothing fits.");
                lines.addAll(Wrapped.lines("", side.hardware() + ": " + why, columns));
            }
        }
        lines.add(verdict());
        return lines;
    }

    private void row(Table table, String heading, Function<Candidate, String> cell) {
        List<String> cells = new ArrayList<>(List.of(heading));
        for (Side side : sides) {
            boolean any = !side.answer().candidates().isEmpty() && side.best().verdict() != Verdict.NO_FIT;
            cells.add(any ? cell.apply(side.best()) : "does not fit");
        }
        table.row(cells.toArray(String[]::new));
    }

    private static String placement(Candidate c) {
        String layers = c.memory().isEmpty() ? "" : " (" + c.options().nGpuLayers() + "/" + c.layers() + ")";
        return c.verdict().id() + layers;
    }

    private static String gib(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private String verdict() {
        List<Side> fitting = sides.stream().filter(Side::fits).toList();
        if (fitting.isEmpty()) {
            return sides.size() == 2 ? "Neither runs it as wished." : "None runs it as wished.";
        }
        if (fitting.size() == 1) {
            return "Only " + fitting.getFirst().hardware() + " runs it as wished.";
        }
        Side fastest = Collections.max(fitting, Comparator.comparingDouble(MachineComparison::speed));
        Side slowest = Collections.min(fitting, Comparator.comparingDouble(MachineComparison::speed));
        boolean same = fitting.stream()
                .allMatch(s -> s.best().model().equals(fastest.best().model())
                        && s.best().fileType().equals(fastest.best().fileType()));
        return String.format(
                Locale.ROOT,
                "%s writes %.1f times as fast%s%s",
                fastest.hardware(),
                speed(fastest) / speed(slowest),
                sides.size() == 2 ? "" : " as " + slowest.hardware(),
                same ? " with the same file." : ", each with its own best choice.");
    }

    private static double speed(Side side) {
        return side.best().speed().tg().mid();
    }

    /** Returns the document, schema {@code llmfit/compare/1}: a recommendation for each machine. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/compare/1");
        List<Object> plans = new ArrayList<>();
        for (Side side : sides) {
            Map<String, Object> plan = new LinkedHashMap<>();
            plan.put("hardware", side.hardware());
            plan.put("recommendation", RecommendJson.of(side.answer()));
            plans.add(plan);
        }
        document.put("plans", plans);
        document.put("summary", verdict());
        return document;
    }
}
