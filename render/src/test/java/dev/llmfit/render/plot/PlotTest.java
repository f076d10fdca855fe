package dev.llmfit.render.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Kind;
import dev.llmfit.answers.plot.Plot.Limit;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.plot.Plot.Part;
import dev.llmfit.answers.plot.Plot.Span;
import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Glyphs;
import dev.llmfit.render.Look;
import dev.llmfit.render.Page;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
    private static final Plot MEMORY = new Plot(
            "a <model>",
            "tokens",
            "GiB",
            List.of(bar("4,096", 10, 2, Mark.NONE, "30 – 40 tok/s"), bar("131,072", 10, 20, Mark.OVER, "")),
            List.of(new Limit("20.0 GiB may be used", 20)));

    private static final Plot SPEED = new Plot(
            "speed",
            "slots",
            "tok/s",
            List.of(new Bar("1", List.of(), Optional.of(new Span(10, 15, 20)), Mark.TAKEN, "fast")),
            List.of());

    private static Bar bar(String label, double weights, double kv, Mark mark, String text) {
        return new Bar(
                label, List.of(new Part(Kind.WEIGHTS, weights), new Part(Kind.KV, kv)), Optional.empty(), mark, text);
    }

    @Test
    void partsAndLimitsAreDrawnToScale() {
        List<String> lines = PlotCells.of(MEMORY, 64, Glyphs.UNICODE).plain();
        assertEquals(
                List.of(
                        "  4,096  ███████████▓▓        │            12.0   30 – 40 tok/s",
                        "131,072  ███████████▓▓▓▓▓▓▓▓▓▓│▓▓▓▓▓▓▓▓▓▓  30.0 ✗",
                        "         █ weights  ▓ KV cache  │ 20.0 GiB may be used"),
                lines);
    }

    @Test
    void rangesHaveTheirExpectedValue() {
        String line = PlotCells.of(SPEED, 40, Glyphs.ASCII).plain().getFirst();
        assertTrue(line.matches("1 +-+\\*-+ +15[.]0 > fast"), line);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 100, 200})
    void noRowIsWiderThanThereIsRoom(int columns) {
        for (Plot plot : List.of(MEMORY, SPEED)) {
            for (String line : PlotCells.of(plot, columns, Glyphs.UNICODE).plain()) {
                assertTrue(CharWidth.of(line) <= columns, line);
            }
        }
    }

    @Test
    void aReaderGetsATable() {
        Page page = new Page(new Look(80, false, Glyphs.UNICODE, true), new CommandWords());
        PlotText.print(MEMORY, page);
        assertEquals("""
                a <model> · GiB by tokens
                tokens   weights  KV cache   GiB
                4,096       10.0       2.0  12.0                30 – 40 tok/s
                131,072     10.0      20.0  30.0  does not fit
                Limit: 20.0 GiB may be used.
                """, page.text());
    }

    @Test
    void anSvgIsXmlWithItsDataAsText() throws Exception {
        for (Plot plot : List.of(MEMORY, SPEED)) {
            Document document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(PlotSvg.of(plot))));
            String described = document.getElementsByTagName("desc").item(0).getTextContent();
            for (Bar bar : plot.bars()) {
                assertTrue(described.contains(bar.label() + ": "), described);
            }
            assertEquals(
                    plot.title(), document.getElementsByTagName("title").item(0).getTextContent());
            String style = document.getElementsByTagName("style").item(0).getTextContent();
            assertTrue(style.contains("prefers-color-scheme: dark"), style);
            assertTrue(document.getElementsByTagName("text").getLength()
                    >= plot.bars().size());
        }
    }
}
