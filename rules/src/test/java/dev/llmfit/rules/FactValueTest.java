package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.rules.FactValue.Flag;
import dev.llmfit.rules.FactValue.Num;
import dev.llmfit.rules.FactValue.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FactValueTest {
    private static final List<String> SUBJECTS = List.of("request", "machine", "model", "candidate", "run", "team");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "24       | 24",
                "8192     | 8,192",
                "-3       | -3",
                "0        | 0",
                "0.5      | 0.50",
                "-0.25    | -0.25",
                "0.999    | 1.00",
                "1.25     | 1.3",
                "-1.25    | -1.3",
                "1234.5   | 1,234.5",
                "1e15     | 1,000,000,000,000,000.0",
                "999999999999999 | 999,999,999,999,999",
            })
    void numbersAreShownForPeople(double number, String shown) {
        assertEquals(shown, new Num(number).show());
    }

    @Test
    void numbersAreEqualByValueAndNoNumberIsNone() {
        assertEquals(new Num(2), new Num(2.0));
        assertEquals(new Num(2).hashCode(), new Num(2.0).hashCode());
        assertNotEquals(new Num(2), new Num(3));
        assertNotEquals(new Num(2), new Text("2"));
        assertEquals(
                "a fact is a number or not known",
                assertThrows(IllegalArgumentException.class, () -> new Num(Double.NaN))
                        .getMessage());
    }

    @Test
    void textsAreEqualInAnyCase() {
        assertEquals(new Text("Linux"), new Text("linux"));
        assertEquals(new Text("Linux").hashCode(), new Text("linux").hashCode());
        assertNotEquals(new Text("linux"), new Text("linus"));
        assertNotEquals(new Text("yes"), new Flag(true));
        assertEquals("Linux", new Text("Linux").show());
    }

    @Test
    void flagsAreYesOrNo() {
        assertEquals(new Flag(true), new Flag(true));
        assertNotEquals(new Flag(true), new Flag(false));
        assertEquals(Boolean.hashCode(true), new Flag(true).hashCode());
        assertNotEquals(new Flag(true), new Text("yes"));
        assertEquals("yes", new Flag(true).show());
        assertEquals("no", new Flag(false).show());
    }

    @ParameterizedTest
    @EnumSource(Fact.class)
    void aFactIsFoundByItsNameAndKnowsItsSubject(Fact fact) {
        assertEquals(Optional.of(fact), Fact.byId(fact.id()));
        assertTrue(SUBJECTS.contains(fact.subject()), fact.id());
        fact.knownValues().forEach(v -> assertEquals(FactValue.Kind.TEXT, fact.kind(), v));
    }

    @Test
    void factsAreKeptAsTheyWere() {
        Facts few = Facts.builder().set(Fact.MACHINE_OS, "linux").build();
        Facts more = few.toBuilder().set(Fact.MACHINE_CORES, 8).build();
        assertEquals(Map.of(Fact.MACHINE_OS, new Text("linux")), few.asMap());
        assertEquals(Map.of(Fact.MACHINE_OS, new Text("linux"), Fact.MACHINE_CORES, new Num(8)), more.asMap());
        few.asMap().clear();
        assertEquals(Optional.of(new Text("linux")), few.find(Fact.MACHINE_OS));
        assertEquals(Optional.empty(), few.find(Fact.MACHINE_CORES));
        assertEquals(Map.of(), Facts.NONE.asMap());
    }

    @Test
    void aFactTakesValuesOfItsKindOnly() {
        Facts.Builder facts = Facts.builder();
        assertEquals(
                "machine.cores is a number, not many",
                assertThrows(IllegalArgumentException.class, () -> facts.set(Fact.MACHINE_CORES, "many"))
                        .getMessage());
        assertEquals(
                "machine.wsl is true or false, not 1",
                assertThrows(IllegalArgumentException.class, () -> facts.set(Fact.MACHINE_WSL, 1))
                        .getMessage());
        assertEquals(Map.of(), facts.build().asMap());
    }
}
