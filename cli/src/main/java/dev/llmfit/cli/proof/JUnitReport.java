package dev.llmfit.cli.proof;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.engine.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes a verification as JUnit's XML: one test for each comparison. */
final class JUnitReport {
    private JUnitReport() {}

    static void write(Path file, Verification verification) throws IOException {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        List<String> missing = verification.bench().map(BenchResult::missing).orElse(List.of());
        int failures = verification.outside().size()
                + missing.size()
                + (verification.lessons().isEmpty() ? 0 : 1);
        xml.append(String.format(
                Locale.ROOT,
                "<testsuite name=\"llmfit verify %s\" tests=\"%d\" failures=\"%d\">\n",
                escape(verification.model().name()),
                verification.comparisons().size() + missing.size() + 1,
                failures));
        xml.append("  <testcase classname=\"llmfit.verify\" name=\"launch\"");
        if (verification.lessons().isEmpty()) {
            xml.append("/>\n");
        } else {
            xml.append("><failure message=\"")
                    .append(escape(verification.lessons().getFirst().reason()))
                    .append("\"/></testcase>\n");
        }
        for (Comparison c : verification.comparisons()) {
            xml.append("  <testcase classname=\"llmfit.verify\" name=\"")
                    .append(escape(c.name()))
                    .append('"');
            if (c.inside()) {
                xml.append("/>\n");
            } else {
                xml.append(String.format(
                        Locale.ROOT,
                        "><failure message=\"predicted %.2f (%.2f to %.2f), measured %.2f\"/></testcase>\n",
                        c.predicted(),
                        c.low(),
                        c.high(),
                        c.measured()));
            }
        }
        for (String label : missing) {
            xml.append("  <testcase classname=\"llmfit.verify\" name=\"")
                    .append(escape(label))
                    .append(" tok/s\"><failure message=\"could not be measured\"/></testcase>\n");
        }
        Files.writeString(file, xml.append("</testsuite>\n"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
