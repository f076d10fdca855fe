package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelWorkTest {
    /** Two independent counts of the same models: the script's from the catalogue's layouts, and this one. */
    @Test
    void agreesWithTheScriptThatMadeTheRows() {
        Map<String, MeasuredRow> models = new HashMap<>();
        for (MeasuredRow row : MeasuredRow.all()) {
            models.putIfAbsent(row.text("model") + " " + row.text("quant"), row);
        }
        int compared = 0;
        for (MeasuredRow row : models.values()) {
            if (row.work().isEmpty()) {
                continue;
            }
            ModelWork work = row.work().get();
            double expected = total(row.text("head")) + total(row.text("dense")) + total(row.text("expert"));
            assertEquals(1, work.bytesPerToken() / expected, 0.025, row + ": bytes per token");
            double flops = 2 * (total(row.text("dense_params")) + total(row.text("expert_params")));
            assertEquals(1, work.flopsPerToken() / flops, 0.025, row + ": operations per token");
            double cache = cacheBytes(row.text("attention"), 32768);
            assertEquals(cache, work.cacheBytes(32768, GgmlType.F16, GgmlType.F16), 0.02 * cache + 1, row + ": cache");
            compared++;
        }
        assertTrue(compared > 60, "only " + compared + " models compared");
    }

    private static double total(String pairs) {
        double sum = 0;
        for (String pair : pairs.split(" ", -1)) {
            sum += pair.isEmpty() ? 0 : Double.parseDouble(pair.substring(pair.indexOf(':') + 1));
        }
        return sum;
    }

    private static double cacheBytes(String groups, double depth) {
        double sum = 0;
        for (String group : groups.split(" ", -1)) {
            if (group.isEmpty()) {
                continue;
            }
            int x = group.indexOf('x');
            String[] parts = group.substring(x + 1).split("/", -1);
            double window = Double.parseDouble(parts[2]);
            double cells = window > 0 ? Math.min(window, depth) : depth;
            sum += Double.parseDouble(group.substring(0, x)) * Double.parseDouble(parts[0]) * 2 * cells;
        }
        return sum;
    }

    /** 64 query heads on 8 key heads are taken together; 48 on 8 make three groups of two, 28 on 4 seven groups of one. */
    @ParameterizedTest
    @CsvSource({"64, 8, 1", "48, 8, 3", "28, 4, 7", "32, 32, 1"})
    void groupedQueryHeadsReadCellsAgainWhereNoPowerOfTwoDividesThem(int heads, int keyHeads, double passes) {
        LayerWork.Attention a = new LayerWork.Attention(keyHeads * 128, keyHeads * 128, 2.0 * heads * (128 + 128), 0);
        assertEquals(passes, a.passes(), 1e-9);
    }
}
