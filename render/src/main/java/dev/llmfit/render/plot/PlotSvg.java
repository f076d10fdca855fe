package dev.llmfit.render.plot;

import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Role;
import dev.llmfit.render.Theme;
import dev.llmfit.render.XmlText;
import java.util.List;
import java.util.Locale;

/** A plot as SVG: text stays text, light and dark by the reader's setting, the data in its description. */
public final class PlotSvg {
    private static final int WIDTH = 760;
    private static final int ROW = 24;
    private static final int BAR = 16;
    private static final int TOP = 44;
    private static final int PAD = 16;

    /** Width of a digit at 13 px in the fonts that are asked for, rounded up: columns are laid out before a font is known. */
    private static final double GLYPH = 7.9;

    private final Plot plot;
    private final double labels;
    private final double texts;
    private final double scale;
    private final StringBuilder svg = new StringBuilder();

    private PlotSvg(Plot plot) {
        this.plot = plot;
        this.labels = PAD + GLYPH * widest(plot.bars().stream().map(Bar::label).toList()) + 10;
        this.texts = GLYPH * widest(plot.bars().stream().map(PlotSvg::behind).toList()) + 10;
        double room = Math.max(120, WIDTH - PAD - labels - texts);
        this.scale = plot.most() > 0 ? room / plot.most() : 0;
    }

    /** Returns the picture. */
    public static String of(Plot plot) {
        return new PlotSvg(plot).drawn();
    }

    private static int widest(List<String> texts) {
        return texts.stream().mapToInt(CharWidth::of).max().orElse(0);
    }

    private String drawn() {
        int bottom = TOP + ROW * plot.bars().size();
        int height = bottom + ROW + PAD;
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " aria-labelledby=\"t d\">\n",
                WIDTH,
                height));
        element("title", " id=\"t\"", plot.title());
        element("desc", " id=\"d\"", described());
        svg.append("<style>\n").append(style(Theme.LIGHT)).append("@media (prefers-color-scheme: dark) {\n");
        svg.append(style(Theme.DARK)).append("}\n</style>\n");
        svg.append("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        text("strong", PAD, 24, "start", plot.title() + " (" + plot.unit() + ")");
        int y = TOP;
        for (Bar bar : plot.bars()) {
            bar(bar, y);
            y += ROW;
        }
        limits(bottom);
        legend(bottom + ROW);
        return svg.append("</svg>\n").toString();
    }

    private void bar(Bar bar, int y) {
        String role = bar.mark() == Mark.OVER ? "bad" : bar.mark() == Mark.TAKEN ? "strong" : "ink";
        text(role, labels - 10, y + 13, "end", bar.label());
        bar.span().ifPresent(span -> span(span, y));
        double at = labels;
        for (Part part : bar.parts()) {
            rect(kind(part.kind()), at, y, part.amount() * scale, BAR);
            at += part.amount() * scale;
        }
        text(role, Math.max(labels + bar.end() * scale, limitX()) + 8, y + 13, "start", behind(bar));
    }

    private double limitX() {
        return labels + plot.limits().stream().mapToDouble(Limit::value).max().orElse(0) * scale;
    }

    private void span(Span span, int y) {
        double from = labels + span.low() * scale;
        rect("weights soft", from, y + 4, (span.high() - span.low()) * scale, BAR - 8);
        svg.append(String.format(
                Locale.ROOT,
                "<circle class=\"weights\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>\n",
                labels + span.mid() * scale,
                y + BAR / 2));
    }

    private void limits(int bottom) {
        for (Limit limit : plot.limits()) {
            double x = labels + limit.value() * scale;
            svg.append(String.format(Locale.ROOT, "<path class=\"limit\" d=\"M%.1f %dV%d\"/>\n", x, TOP - 6, bottom));
        }
    }

    private void legend(int y) {
        double x = labels;
        List<Kind> kinds = plot.bars().stream()
                .flatMap(b -> b.parts().stream())
                .map(Part::kind)
                .filter(k -> k != Kind.WHOLE)
                .distinct()
                .toList();
        for (Kind kind : kinds) {
            rect(kind(kind), x, y - 10, 10, 10);
            text("dim", x + 14, y, "start", kind.label());
            x += 30 + GLYPH * CharWidth.of(kind.label());
        }
        for (Limit limit : plot.limits()) {
            text("dim", x, y, "start", "│ " + limit.label());
            x += GLYPH * CharWidth.of(limit.label()) + 30;
        }
        if (plot.limits().isEmpty() && kinds.isEmpty()) {
            text("dim", x, y, "start", "by " + plot.across());
        }
    }

    private static String kind(Kind kind) {
        return kind == Kind.WHOLE ? "weights" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static String behind(Bar bar) {
        String number = bar.parts().isEmpty() ? "" : String.format(Locale.ROOT, "%.1f", bar.total());
        String mark = bar.mark() == Mark.OVER ? " ✗" : bar.mark() == Mark.TAKEN ? " ▸" : "";
        return (number + mark + " " + bar.text()).strip();
    }

    /** Returns all numbers as text, for readers that see no picture. */
    private String described() {
        StringBuilder text = new StringBuilder(plot.unit() + " by " + plot.across() + ".");
        for (Bar bar : plot.bars()) {
            text.append(' ').append(bar.label()).append(": ");
            bar.span()
                    .ifPresent(s -> text.append(
                            String.format(Locale.ROOT, "%.1f (%.1f to %.1f) ", s.mid(), s.low(), s.high())));
            for (Part part : bar.parts()) {
                text.append(String.format(Locale.ROOT, "%s %.2f, ", part.kind().label(), part.amount())
                        .stripLeading());
            }
            text.append(behind(bar).replace("✗", "does not fit").replace("▸", "taken"))
                    .append('.');
        }
        plot.limits().forEach(l -> text.append(' ').append(l.label()).append('.'));
        return text.toString();
    }

    private static String style(Theme theme) {
        StringBuilder css = new StringBuilder("text { font: 13px ui-monospace, Menlo, Consolas, monospace }\n");
        css.append(String.format(Locale.ROOT, ".ground { fill: #%06x }%n", theme.ground()));
        rule(css, ".ink, .strong", theme.rgb(Role.TEXT));
        css.append(".strong { font-weight: 600 }\n.soft { fill-opacity: .5 }\n");
        rule(css, ".dim", theme.rgb(Role.HINT));
        rule(css, ".weights", theme.rgb(Role.WEIGHTS));
        rule(css, ".kv", theme.rgb(Role.KV));
        rule(css, ".compute", theme.rgb(Role.COMPUTE));
        rule(css, ".driver", theme.rgb(Role.DRIVER));
        rule(css, ".bad", theme.rgb(Role.BAD));
        return css.append(String.format(
                        Locale.ROOT,
                        ".limit { stroke: #%06x; stroke-width: 1.5; stroke-dasharray: 5 3 }%n",
                        theme.rgb(Role.TEXT)))
                .toString()
                .replace(System.lineSeparator(), "\n");
    }

    private static void rule(StringBuilder css, String selector, int rgb) {
        css.append(selector).append(String.format(Locale.ROOT, " { fill: #%06x }\n", rgb));
    }

    private void rect(String role, double x, int y, double width, int height) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                role,
                x,
                y,
                width,
                height));
    }

    private void text(String role, double x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">", role, x, y, anchor));
        svg.append(XmlText.escaped(text)).append("</text>\n");
    }

    private void element(String name, String attributes, String text) {
        svg.append('<').append(name).append(attributes).append('>');
        svg.append(XmlText.escaped(text)).append("</").append(name).append(">\n");
    }
}
