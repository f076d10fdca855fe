package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.CardSetting;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardWishTest {
    private static HardwareSelector selector(String hardware, @Nullable String link, @Nullable String power) {
        return HardwareSelector.named(hardware).set(Optional.ofNullable(link), Optional.ofNullable(power));
    }

    private static List<CardSetting> settings(HardwareSelector selector) {
        Machine machine = MachineResolver.bundled(() -> {
                    throw new IllegalStateException("not this machine");
                })
                .resolve(selector);
        return machine.devices().stream().map(Device::setting).toList();
    }

    @Test
    void oneValueIsSaidOfAllCardsAndSeveralOfEach() {
        CardSetting both = new CardSetting(Optional.of("3.0x4"), Optional.of(250.0));
        assertEquals(List.of(both, both), settings(selector("2x geforce-rtx-3090-24g", "3.0x4", "250W")));
        assertEquals(
                List.of(
                        new CardSetting(Optional.of("4.0x16"), Optional.of(350.0)),
                        new CardSetting(Optional.of("OCuLink"), Optional.of(200.5))),
                settings(selector("2x geforce-rtx-3090-24g", "4.0x16, OCuLink", "350, 200.5 W")));
    }

    @Test
    void aCardHasTheLinkOfItsKindUntilAnotherIsSaid() {
        CardSetting plain =
                settings(selector("geforce-rtx-3090-24g", null, null)).getFirst();
        assertEquals(new CardSetting(Optional.of("4.0 x16"), Optional.empty()), plain);
    }

    @Test
    void isSaidAgainInTheNextQuestion() {
        Map<String, String> fields =
                selector("geforce-rtx-3090-24g", "4.0x16,3.0x4", "250,200W").fields();
        assertEquals("4.0x16,3.0x4", fields.get("link"));
        assertEquals("250W,200W", fields.get("power"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast||link",
                "4.0x16,||link",
                "|0W|power",
                "|a lot|power",
                "|9000W|power",
                "|-5|power",
                "4.0x16,4.0x8,4.0x4||link",
                "|300W,200W,100W|power"
            })
    void whatIsNoLinkOrPowerIsRefused(@Nullable String link, @Nullable String power, String field) {
        HardwareException e =
                assertThrows(HardwareException.class, () -> settings(selector("2x geforce-rtx-3090-24g", link, power)));
        assertTrue(
                e.hint().text().contains("card")
                        || String.valueOf(e.getMessage()).contains("cards"),
                field + ": " + e);
    }

    @Test
    void aMachineWithoutCardsHasNothingToSayItOf() {
        assertThrows(HardwareException.class, () -> settings(selector("epyc-genoa-12ch-4800", "4.0x16", null)));
    }
}
