package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BundledTableTest {
    @Test
    void leavesOutCommentsAndTheHeading() {
        assertEquals(
                List.of(List.of("plain", ""), List.of("quoted", "one, two")),
                BundledTable.rows(BundledTableTest.class, "table.csv"));
    }

    @Test
    void saysWhatIsMissing() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> BundledTable.lines(BundledTableTest.class, "absent.csv"));
        assertEquals("the program was built without absent.csv", e.getMessage());
    }
}
