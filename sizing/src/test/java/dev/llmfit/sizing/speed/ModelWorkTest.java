package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelWorkTest {
    /** 64 query heads on 8 key heads are taken together; 48 on 8 make three groups of two, 28 on 4 seven groups of one. */
    @ParameterizedTest
    @CsvSource({"64, 8, 1", "48, 8, 3", "28, 4, 7", "32, 32, 1"})
    void groupedQueryHeadsReadCellsAgainWhereNoPowerOfTwoDividesThem(int heads, int keyHeads, double passes) {
        LayerWork.Attention a =
                new LayerWork.Attention(heads, keyHeads * 128, keyHeads * 128, 2.0 * heads * (128 + 128), 0);
        assertEquals(passes, a.passes(), 1e-9);
    }
}
