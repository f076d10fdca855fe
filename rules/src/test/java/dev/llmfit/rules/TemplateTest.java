package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9.94    | {candidate.tg:s} | 9.9",
                "1       | layer{candidate.tg:p} | layer",
                "2       | layer{candidate.tg:p} | layers",
                "9.95    | {candidate.tg:s} | 10",
                "-9.94   | {candidate.tg:s} | -9.9",
                "-9.96   | {candidate.tg:s} | -10",
                "1234.56 | {candidate.tg:s} | 1,235",
                "1234.56 | {candidate.tg:0} | 1,235",
                "1234.56 | {candidate.tg:1} | 1,234.6",
                "1234.56 | {candidate.tg:9} | 1,234.560000000",
                "1234.56 | {candidate.tg}   | 1,234.6",
                "3       | {candidate.tg}{candidate.tg}, at {candidate.tg:1} tok/s. | 33, at 3.0 tok/s.",
            })
    void showsNumbers(double value, String text, String expected) {
        Facts facts = Facts.builder().set(Fact.CANDIDATE_TG, value).build();
        assertEquals(expected, Template.parse(text).render(facts).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a {machine.os       | '{' without '}' in the text",
                "{                   | '{' without '}' in the text",
                "{machine.oss}       | unknown fact 'machine.oss' in the text; did you mean machine.os",
                "{x}                 | unknown fact 'x' in the text",
                "{machine.os:1}      | '{machine.os:1}': write the number of decimals of a number, as {machine.os:1}, or s for two significant digits",
                "{machine.cores:12}  | '{machine.cores:12}': write the number of decimals of a number, as {machine.cores:1}, or s for two significant digits",
                "{machine.cores:}    | '{machine.cores:}': write the number of decimals of a number, as {machine.cores:1}, or s for two significant digits",
                "{machine.cores:x}   | '{machine.cores:x}': write the number of decimals of a number, as {machine.cores:1}, or s for two significant digits",
            })
    void saysWhatIsWrongWithAText(String text, String message) {
        String told = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Template.parse(text))
                .getMessage());
        assertTrue(told.startsWith(message), told);
    }

    @Test
    void isWrittenAsItWasAndNamesItsFacts() {
        String text = "In {machine.os}: {machine.cores:0} of {machine.cores} cores, {machine.ram_gib:s} GiB.";
        Template template = Template.parse(text);
        assertEquals(text, template.source());
        assertEquals(text, template.written().text());
        assertEquals(Set.of(Fact.MACHINE_OS, Fact.MACHINE_CORES, Fact.MACHINE_RAM_GIB), template.facts());
        assertEquals("", Template.parse("").render(Facts.NONE).text());
    }
}
