package dev.llmfit.sizing.vllm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.sizing.engines.EngineValue.SizeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Six public logs beside the prediction, line by line, as {@code docs/engines/vllm-logs.md} shows them. {@code LLMFIT_GOLDEN=write} writes
 * the page.
 */
class VllmLogsPageTest {
    private static final double GIB = 1L << 30;

    /** A log prints GiB with two decimals. */
    private static final double HALF = 0.005;

    private static final List<String> SHOWN =
            List.of("l0ca360fde1", "l26a0f61ce6", "lae33c2e938", "lceea3ed6fa", "lbc953af5d1", "l2f88daa9ae");

    private static final String HEAD = """
            # Public logs of vLLM beside the prediction

            What vLLM printed of its start on machines of others, and what `llmfit size` says of the same
            launch. Tokens are those for the memory that the log printed, in GiB with two decimals, which is
            some hundred tokens; drafted tokens that a log does not tell are those that come nearest. The
            memory that is left counts from the weights that the log printed, where it printed them: a
            checkpoint keeps layers in 16 bits that its name does not tell, which is why weights of quantized
            checkpoints are higher in logs.

            Written by `VllmLogsPageTest` from `logs.csv`, the rows that `VllmLogsTest` holds: tokens within
            0.5 % on 10 of 12, the memory left in its range on 10 of 12 or more. Your own log is held against
            it by `llmfit verify --engine vllm LOG`.
            """;

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (String id : SHOWN) {
            Map<String, String> row = VllmLogsTest.rows().stream()
                    .filter(r -> id.equals(r.get("id")))
                    .findFirst()
                    .orElseThrow();
            page.append(log(row));
        }
        return page.toString();
    }

    private static String log(Map<String, String> row) {
        int drafted = drafted(row);
        VllmSize known = VllmLogsTest.size(VllmLogsTest.model(row), row, drafted, true);
        StringBuilder text = new StringBuilder("\n## " + VllmLogsTest.cell(row, "model") + ", "
                + VllmLogsTest.cell(row, "gpu").replace("  ", ", ") + "\nvLLM " + VllmLogsTest.cell(row, "version")
                + ", "
                + VllmLogsTest.cell(row, "quantization").replace("none", "16 bits") + ", "
                + VllmLogsTest.cell(row, "tensor_parallel_size")
                + (VllmLogsTest.cell(row, "tensor_parallel_size").equals("1") ? " GPU" : " GPUs") + ", requests of "
                + grouped(Long.parseLong(VllmLogsTest.cell(row, "max_model_len")))
                + (drafted > 0 ? ", MTP " + drafted : "") + ", KV cache " + VllmLogsTest.cell(row, "kv_cache_dtype")
                + ".\n| | printed | predicted | |\n|---|--:|--:|---|\n");
        long weights = known.weights().stream().mapToLong(Long::longValue).max().orElseThrow();
        if (row.containsKey("weights_gib")) {
            double printed = VllmLogsTest.gib(row, "weights_gib");
            line(text, "weights on a GPU", gib(printed), gib(weights / GIB), difference(weights / GIB, printed, HALF));
            weights = (long) (printed * GIB);
        }
        double left = VllmLogsTest.gib(row, "available_kv_gib");
        if (row.containsKey("total_gib")) {
            SizeRange range = VllmLogsTest.size(VllmLogsTest.model(row), row, drafted, false)
                    .budget()
                    .left(weights);
            boolean inside = left >= range.low() / GIB - HALF && left <= range.high() / GIB + HALF;
            line(
                    text,
                    "left for the KV cache",
                    gib(left),
                    String.format(Locale.ROOT, "%.2f – %.2f GiB", Math.max(0, range.low()) / GIB, range.high() / GIB),
                    inside ? "inside" : "off");
        }
        double printed = VllmLogsTest.gib(row, "kv_cache_tokens");
        long tokens = known.plan().tokens();
        line(
                text,
                "tokens in the KV cache",
                grouped((long) printed),
                grouped(tokens),
                difference((double) tokens, printed, 0));
        return text.toString();
    }

    /** What a log does not tell of 1 to 4 drafted tokens is the number that comes nearest. */
    private static int drafted(Map<String, String> row) {
        int told = Integer.parseInt(VllmLogsTest.cell(row, "drafted"));
        double printed = Double.parseDouble(VllmLogsTest.cell(row, "kv_cache_tokens"));
        return told >= 0
                ? told
                : IntStream.rangeClosed(1, 4)
                        .boxed()
                        .min(Comparator.comparingDouble(
                                n -> Math.abs(VllmLogsTest.size(VllmLogsTest.model(row), row, n, true)
                                                .plan()
                                                .tokens()
                                        - printed)))
                        .orElseThrow();
    }

    private static void line(StringBuilder text, String what, String printed, String predicted, String verdict) {
        text.append("| ")
                .append(what)
                .append(" | ")
                .append(printed)
                .append(" | ")
                .append(predicted);
        text.append(" | ").append(verdict).append(" |\n");
    }

    private static String difference(double here, double printed, double step) {
        return Math.abs(here - printed) <= step
                ? "exact"
                : String.format(Locale.ROOT, "%+.2f %%", 100 * (here / printed - 1));
    }

    private static String gib(double gib) {
        return String.format(Locale.ROOT, "%.2f GiB", gib);
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    @Test
    void thePageShowsWhatIsPredicted() throws IOException {
        Path file = Path.of("..", "docs", "engines", "vllm-logs.md");
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.writeString(file, page());
        }
        assertEquals(page(), Files.readString(file).replace("\r\n", "\n"));
    }
}
