package dev.llmfit.render.matrix;

import static dev.llmfit.render.XmlText.escaped;

import dev.llmfit.answers.Words;
import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixResult;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;

/** A matrix as JUnit XML: one suite, one case a machine and one for each model on it. */
public final class MatrixJUnit {
    private MatrixJUnit() {}

    /**
     * Returns the report.
     *
     * @param words how the shell names the question
     */
    public static String of(MatrixAnswer answer, Words words) {
        StringBuilder cases = new StringBuilder();
        int tests = 0;
        int failures = 0;
        long skipped = answer.machines().size() - answer.checked();
        for (MatrixResult result : answer.machines()) {
            tests += 1 + result.models().size();
            if (!result.checked()) {
                cases.append("  <testcase classname=\"")
                        .append(escaped(result.id()))
                        .append("\" name=\"machine\">\n"
                                + "    <skipped message=\"nothing is expected of it\"/>\n"
                                + "  </testcase>\n");
                continue;
            }
            failures += testCase(cases, result.id(), "machine", result.check().failures());
            for (MatrixResult.ModelResult model : result.models()) {
                failures += testCase(cases, result.id(), model.model(), model.failures());
            }
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\""
                + escaped(words.of(new Ask("matrix"))) + "\" tests=\"" + tests
                + "\" failures=\"" + failures + "\" errors=\"0\" skipped=\"" + skipped + "\">\n" + cases
                + "</testsuite>\n";
    }

    private static int testCase(StringBuilder xml, String machine, String name, List<String> failures) {
        xml.append("  <testcase classname=\"")
                .append(escaped(machine))
                .append("\" name=\"")
                .append(escaped(name));
        if (failures.isEmpty()) {
            xml.append("\"/>\n");
            return 0;
        }
        String text = escaped(String.join("; ", failures));
        xml.append("\">\n    <failure message=\"").append(text).append("\"/>\n  </testcase>\n");
        return 1;
    }
}
