package dev.llmfit.render.models;

import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.quality.ModelQualities;
import dev.llmfit.recommend.quality.ModelQualities.Standing;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.ModelQuality.Basis;
import dev.llmfit.recommend.quality.Skill;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.Locale;
import java.util.Map;

/** How good a model is at what it was made for, for people. */
final class QualityText {
    private QualityText() {}

    /** Writes a table: doublings of size with their standard error, the place in the catalogue, and what that rests on. */
    static void print(ModelSummary model, Page page) {
        Table table =
                new Table().left("good at").right("doublings").right("place").left("basis");
        Map<Skill, ModelQuality> all = ModelQualities.of(model);
        boolean figures = all.values().stream().anyMatch(q -> q.basis() == Basis.MEASURED);
        all.forEach((skill, quality) -> {
            Standing standing = ModelQualities.standing(skill, quality);
            table.row(
                    skill.id(),
                    String.format(Locale.ROOT, "%.1f ± %.1f", quality.value(), quality.se()),
                    standing.place() + " of " + standing.all(),
                    basis(quality, figures));
        });
        page.line("");
        page.table(table);
        page.paragraph(
                "",
                "One doubling more is as good as twice the weights. Compare models at the same work only; docs/judgement.md tells what"
                        + " the estimates are made of.");
    }

    private static String basis(ModelQuality quality, boolean figures) {
        return quality.basis() == Basis.ESTIMATED
                ? "estimated from " + (figures ? "its other figures, " : "") + "size, age and maker"
                : "measured by " + many(quality.benchmarks(), "benchmark") + " of " + many(quality.sources(), "source");
    }

    private static String many(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
