package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.render.Bar;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The candidates as a table that is read in ten seconds. */
final class CandidateTable {
    private static final int BAR = 10;

    private final List<Candidate> candidates;
    private final Budgets budgets;
    private final boolean gpu;
    private final boolean experts;
    private final boolean models;
    private final boolean serving;
    private final boolean layers;
    private final boolean ram;
    private final boolean texts;

    /** Creates the table; {@code models} adds a column with the names of the models. */
    CandidateTable(List<Candidate> candidates, Budgets budgets, boolean models) {
        this.candidates = candidates;
        this.budgets = budgets;
        this.gpu = !budgets.devices().isEmpty();
        this.experts = candidates.stream().anyMatch(c -> c.options().nCpuMoe() > 0);
        this.models = models;
        this.serving = candidates.stream().anyMatch(c -> c.serving().isPresent());
        this.texts = candidates.stream().allMatch(c -> c.texts().isPresent());
        this.ram = !gpu || !models || !serving;
        this.layers =
                gpu && !models && !(serving && candidates.stream().allMatch(c -> c.verdict() == Verdict.FULL_GPU));
    }

    /** Returns the table. */
    Table table(Page page) {
        boolean bars = page.hasBars() && !models && !experts && !serving;
        Table table = new Table().mark("choice", Map.of("▸", "recommended")).right("#");
        if (models) {
            table.left("model");
        }
        table.left("file type");
        if (serving) {
            table.right("context")
                    .right("users")
                    .range("each tok/s")
                    .right("together")
                    .right("first s");
        } else {
            table.right("file GiB").spare().right("context");
        }
        if (layers) {
            table.share("-ngl");
        }
        if (experts && !models) {
            table.right("-ncmoe");
        }
        if (!models && !serving) {
            table.left("KV").spare();
        }
        if (gpu) {
            table.left("GPU GiB").spare();
        }
        if (ram) {
            table.left("RAM GiB").spare();
        }
        if (!serving) {
            table.range(texts ? "texts/s" : "tok/s");
        }
        table.left(CandidateCells.LOSES);
        if (models) {
            table.left("placement");
        } else if (serving) {
            table.left("KV");
        }
        for (Candidate c : candidates) {
            table.row(cells(c, bars).toArray(String[]::new));
        }
        return table;
    }

    private List<String> cells(Candidate c, boolean bars) {
        List<String> cells = new ArrayList<>();
        cells.add(c.rank() == 1 && c.recommended() ? "▸" : " ");
        cells.add(Integer.toString(c.rank()));
        if (models) {
            cells.add(c.model());
        }
        cells.add(c.fileType());
        if (!serving) {
            cells.add(one(c.fileBytes().gib()));
        }
        cells.add(String.format(
                Locale.ROOT, "%,d", c.options().nCtx() / c.options().nParallel()));
        if (serving) {
            cells.add(Integer.toString(c.options().nParallel()));
            cells.add(TwoDigits.range(
                    c.serving().map(Serving::half).orElse(c.speed().tg())));
            cells.add(TwoDigits.of(
                    c.serving().map(Serving::total).orElse(c.speed().tg()).mid()));
            cells.add(c.serving()
                    .map(s -> TwoDigits.of(s.firstToken(1).seconds().mid()))
                    .orElse(""));
        }
        if (layers) {
            cells.add(c.options().nGpuLayers() + "/" + c.layers());
        }
        if (experts && !models) {
            cells.add(Integer.toString(c.options().nCpuMoe()));
        }
        if (!models && !serving) {
            cells.add(cache(c));
        }
        double host = CandidateCells.ramGib(c);
        if (gpu) {
            cells.add(withBar(CandidateCells.gpuGib(c), gpuBudget(c), bars));
            if (ram) {
                cells.add(String.format(Locale.ROOT, "%7.1f", host));
            }
        } else {
            cells.add(withBar(host, budgets.host().gib(), bars));
        }
        if (!serving) {
            cells.add(c.texts()
                    .map(TwoDigits::range)
                    .orElseGet(() -> TwoDigits.range(c.speed().tg())));
        }
        cells.add(CandidateCells.loss(c));
        if (models) {
            cells.add(CandidateCells.placement(c.verdict()));
        } else if (serving) {
            cells.add(cache(c));
        }
        return cells;
    }

    private static double gpuBudget(Candidate c) {
        double budget = 0;
        for (int d = 0; d < c.memory().size(); d++) {
            budget += c.budgets().devices().get(d).gib();
        }
        return budget;
    }

    private static String withBar(double used, double budget, boolean bar) {
        if (!bar) {
            return String.format(Locale.ROOT, "%7.1f", used);
        }
        return String.format(Locale.ROOT, "%5.1f %s", used, Bar.of(budget > 0 ? used / budget : used > 0 ? 1 : 0, BAR));
    }

    private static String cache(Candidate c) {
        String k = c.options().typeK().ggmlName();
        String v = c.options().typeV().ggmlName();
        return k.equals(v) ? k : k + "/" + v;
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
