package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareSelectorTest {
    private static HardwareException refused(String vram, String ram, String gpus, String bandwidth) {
        return assertThrows(
                HardwareException.class,
                () -> HardwareSelector.parse(
                        Optional.empty(),
                        given(vram),
                        given(ram),
                        given(gpus).map(Integer::valueOf),
                        given(bandwidth)));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    /** In a document a field is called by its name; a command line says its flag. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "much|''|''|''|vram: not a size: 'much' (write it as 24GiB or 24576MiB)",
                "1KiB|''|''|''|vram 1KiB is less than 1 MiB",
                "''|lots|''|''|ram: not a size: 'lots' (write it as 24GiB or 24576MiB)",
                "''|''|17|''|gpus takes a number from 0 to 16, the most devices that llama.cpp has",
                "''|''|''|fast|bandwidth fast is no bandwidth",
                "''|''|''|-1GB/s|bandwidth -1GB/s is no bandwidth",
            })
    void aMalformedFieldIsNamed(String vram, String ram, String gpus, String bandwidth, String message) {
        assertEquals(message, refused(vram, ram, gpus, bandwidth).getMessage());
    }

    @Test
    void aShellNamesTheFieldInItsOwnWords() {
        HardwareException refused = refused("", "", "", "fast");
        assertEquals(Hint.of("{0} is no bandwidth", new Change("bandwidth", "fast")), refused.said());
        assertEquals(Hint.plain("write it as 936GB/s"), refused.hint());
    }
}
