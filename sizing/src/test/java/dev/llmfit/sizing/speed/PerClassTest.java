package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerClassTest {
    private static final PerClass INDEX = PerClass.of(WeightClass::index);

    @Test
    void classesHaveTheirPlaceInTheList() {
        assertEquals(
                IntStream.range(0, WeightClass.COUNT).boxed().toList(),
                WeightClass.ALL.stream().map(WeightClass::index).toList());
    }

    @Test
    void addsUpByClass() {
        PerClass.Tally tally = new PerClass.Tally();
        tally.add(WeightClass.Q8, 3);
        tally.add(WeightClass.Q8, 4);
        tally.add(WeightClass.IQ, 1);
        PerClass before = tally.total();
        tally.add(WeightClass.IQ, 1);
        assertEquals(7, before.get(WeightClass.Q8));
        assertEquals(1, before.get(WeightClass.IQ), "a total does not change any more");
        assertEquals(0, before.get(WeightClass.F16));
        assertEquals(8, before.sum());
        assertEquals(9, tally.total().sum());
    }

    @Test
    void numbersAreAddedAndMultipliedClassByClass() {
        PerClass ten = PerClass.of(c -> 10);
        assertEquals(10 + WeightClass.K4.index(), INDEX.plus(ten).get(WeightClass.K4));
        assertEquals(3 * WeightClass.K4.index(), INDEX.times(3).get(WeightClass.K4));
        assertEquals(INDEX.sum(), INDEX.plus(PerClass.NOTHING).sum());
        assertEquals(INDEX.sum() * 10 * 0.5, INDEX.cost(0.5, ten));
        assertEquals(0, PerClass.NOTHING.cost(1, INDEX));
    }
}
