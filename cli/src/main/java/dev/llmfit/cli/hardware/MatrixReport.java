package dev.llmfit.cli.hardware;

import dev.llmfit.probe.Budget;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The results of a matrix as text, JSON, JUnit XML and Markdown. */
public final class MatrixReport {
    private final List<MatrixResult> results;

    /** Creates the report. */
    public MatrixReport(List<MatrixResult> results) {
        this.results = List.copyOf(results);
    }

    /** Returns how many machines differ from their expectation. */
    public long failed() {
        return results.stream().filter(r -> !r.pass()).count();
    }

    /** Returns the document of {@code --json}. */
    public Map<String, Object> json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/matrix/1");
        document.put("machines", results.stream().map(MatrixReport::machine).toList());
        document.put("passed", results.size() - failed());
        document.put("failed", failed());
        return document;
    }

    private static Map<String, Object> machine(MatrixResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        Budget budget = result.check().budget();
        tree.put("id", result.id());
        tree.put("gpu_capacity_gib", rounded(budget.gpuCapacity().gib()));
        tree.put("gpu_budget_now_gib", rounded(budget.gpuNow().gib()));
        tree.put("host_budget_now_gib", rounded(budget.hostNow().gib()));
        tree.put("primary_gpu", result.check().primaryGpu());
        tree.put("backend", result.check().backend());
        tree.put("threads", result.check().machine().cpu().threads());
        tree.put("gpu_count", result.check().machine().devices().size());
        tree.put("warnings", MachineJson.warnings(result.check().machine().warnings()));
        tree.put("expect", result.expected());
        if (!result.models().isEmpty()) {
            tree.put("models", result.models().stream().map(MatrixReport::model).toList());
        }
        tree.put("pass", result.pass());
        tree.put("failures", result.failures());
        return tree;
    }

    private static Map<String, Object> model(MatrixResult.ModelResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", result.model());
        tree.put("verdict", result.verdict());
        tree.put("pass", result.failures().isEmpty());
        tree.put("failures", result.failures());
        return tree;
    }

    /** Returns the lines for a terminal of this width. */
    public List<String> text(int columns) {
        List<String> models = modelNames();
        Table table = new Table()
                .left("machine")
                .right("GPU GiB")
                .right("now")
                .right("RAM GiB")
                .right("threads")
                .left("");
        for (int i = 1; i <= models.size(); i++) {
            table.left(Integer.toString(i));
        }
        table.left("primary GPU");
        for (MatrixResult result : results) {
            table.row(row(result, models).toArray(String[]::new));
        }
        List<String> lines = new ArrayList<>(table.lines(columns));
        for (int i = 0; i < models.size(); i++) {
            lines.add((i == 0 ? "\n" : "") + (i + 1) + "  " + models.get(i));
        }
        if (!models.isEmpty()) {
            lines.add("✓ on the GPU  ◐ partly  · on the processor  ✗ does not fit");
        }
        for (MatrixResult result : results) {
            result.failures().forEach(f -> lines.add(result.id() + "  " + f));
        }
        lines.add("");
        lines.add(results.size() - failed() + " of " + results.size() + " machines as expected");
        return lines;
    }

    private List<String> row(MatrixResult result, List<String> models) {
        Budget budget = result.check().budget();
        List<String> cells = new ArrayList<>();
        cells.add((result.pass() ? "✓ " : "✗ ") + result.id());
        boolean gpu = !result.check().machine().devices().isEmpty();
        cells.add(gpu ? number(budget.gpuCapacity().gib()) : "–");
        cells.add(gpu ? number(budget.gpuNow().gib()) : "–");
        cells.add(number(budget.hostNow().gib()));
        cells.add(Integer.toString(result.check().machine().cpu().threads()));
        cells.add(result.check().backend());
        for (String model : models) {
            cells.add(result.models().stream()
                    .filter(m -> m.model().equals(model))
                    .findFirst()
                    .map(m -> symbol(m.verdict()))
                    .orElse(""));
        }
        cells.add(result.check().primaryGpu().orElse(""));
        return cells;
    }

    private static String symbol(String verdict) {
        return switch (verdict) {
            case "full-gpu" -> "✓";
            case "partial-gpu", "moe-offload" -> "◐";
            case "cpu" -> "·";
            default -> "✗";
        };
    }

    private List<String> modelNames() {
        Set<String> names = new LinkedHashSet<>();
        results.forEach(r -> r.models().forEach(m -> names.add(m.model())));
        return List.copyOf(names);
    }

    /** Returns a JUnit report: one suite, one case a machine and one for each model on it. */
    public String junit() {
        StringBuilder cases = new StringBuilder();
        int tests = 0;
        int failures = 0;
        for (MatrixResult result : results) {
            tests += 1 + result.models().size();
            failures += testCase(cases, result.id(), "machine", result.check().failures());
            for (MatrixResult.ModelResult model : result.models()) {
                failures += testCase(cases, result.id(), model.model(), model.failures());
            }
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"llmfit matrix\" tests=\"" + tests
                + "\" failures=\"" + failures + "\" errors=\"0\" skipped=\"0\">\n" + cases + "</testsuite>\n";
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

    private static String escaped(String text) {
        StringBuilder xml = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                default -> xml.append(c < 0x20 ? ' ' : c);
            }
        }
        return xml.toString();
    }

    /** Returns a table in Markdown, as a GitHub step summary shows it. */
    public String markdown() {
        StringBuilder md = new StringBuilder("### llmfit matrix: ")
                .append(results.size() - failed())
                .append(" of ")
                .append(results.size())
                .append(" machines as expected\n\n| machine | GPU GiB | now | RAM GiB | primary GPU |");
        List<String> models = modelNames();
        models.forEach(m -> md.append(' ').append(cell(m)).append(" |"));
        md.append(" result |\n|---|--:|--:|--:|---|")
                .append(":-:|".repeat(models.size()))
                .append("---|\n");
        for (MatrixResult result : results) {
            Budget budget = result.check().budget();
            md.append("| ")
                    .append(result.id())
                    .append(" | ")
                    .append(number(budget.gpuCapacity().gib()))
                    .append(" | ")
                    .append(number(budget.gpuNow().gib()))
                    .append(" | ")
                    .append(number(budget.hostNow().gib()))
                    .append(" | ")
                    .append(cell(result.check().primaryGpu().orElse("none")))
                    .append(" | ");
            models.forEach(m -> md.append(verdict(result, m)).append(" | "));
            md.append(
                            result.pass()
                                    ? "✓"
                                    : "✗ "
                                            + String.join(
                                                    "<br>",
                                                    result.failures().stream()
                                                            .map(MatrixReport::cell)
                                                            .toList()))
                    .append(" |\n");
        }
        return md.toString();
    }

    private static String verdict(MatrixResult result, String model) {
        return result.models().stream()
                .filter(m -> m.model().equals(model))
                .findFirst()
                .map(MatrixResult.ModelResult::verdict)
                .orElse("");
    }

    /** Text of a Markdown cell: a bar would end it, and angle brackets would be taken for HTML. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
