package dev.llmfit.render.verify;

import static dev.llmfit.render.XmlText.escaped;

import dev.llmfit.answers.Words;
import dev.llmfit.answers.verify.VerifyAnswer;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.Locale;

/** An answer as JUnit's XML: one test for the launch and one for each comparison. */
public final class JUnitReport {
    private JUnitReport() {}

    /**
     * Returns the report.
     *
     * @param words how the shell names the question
     */
    public static String of(VerifyAnswer answer, Words words) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        List<String> missing = answer.missing();
        int failures =
                answer.outside().size() + missing.size() + (answer.lessons().isEmpty() ? 0 : 1);
        xml.append(String.format(
                Locale.ROOT,
                "<testsuite name=\"%s %s\" tests=\"%d\" failures=\"%d\">\n",
                escaped(words.of(new Ask("verify"))),
                escaped(answer.model().name()),
                answer.comparisons().size() + missing.size() + 1,
                failures));
        xml.append("  <testcase classname=\"llmfit.verify\" name=\"launch\"");
        if (answer.lessons().isEmpty()) {
            xml.append("/>\n");
        } else {
            xml.append("><failure message=\"")
                    .append(escaped(answer.lessons().getFirst().reason()))
                    .append("\"/></testcase>\n");
        }
        for (Comparison c : answer.comparisons()) {
            xml.append("  <testcase classname=\"llmfit.verify\" name=\"")
                    .append(escaped(c.name()))
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
                    .append(escaped(label))
                    .append(" tok/s\"><failure message=\"could not be measured\"/></testcase>\n");
        }
        return xml.append("</testsuite>\n").toString();
    }
}
