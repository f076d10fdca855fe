package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watts that people measured lie in the stated range, and energy follows from watts and speed. */
class EnergyTest {
    private static final SpeedModel SPEEDS = SpeedModel.bundled();

    private static Machine machine(String hardware) {
        return MachineResolver.bundled(() -> {
                    throw new IllegalStateException("no machine is named");
                })
                .resolve(HardwareSelector.named(hardware));
    }

    private static SpeedRequest launch(Machine machine, String name, List<Integer> devices) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), FileType.Q4_K_M);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        int layers = work.layers().size() + 1;
        List<Integer> where = new ArrayList<>();
        for (int il = 0; il < layers; il++) {
            where.add(devices.get(il * devices.size() / layers));
        }
        return LaunchSpeed.assuming(machine).request(work, LaunchOptions.defaults(), where, true, 512, 128, 0);
    }

    private static Energy energy(Machine machine, String model, List<Integer> devices) {
        return Energy.of(SPEEDS, launch(machine, model, devices), MachinePower.of(machine))
                .orElseThrow();
    }

    /** Of the part that works alone; sources stand in {@code power-constants.csv}. */
    @ParameterizedTest
    @CsvSource({
        "h200-sxm-141g, TG, 137", "h200-sxm-141g, TG, 300", "tesla-v100-sxm2-32g, TG, 190",
        "tesla-v100-sxm2-32g, PP, 285", "geforce-rtx-3090-24g, TG, 337", "geforce-rtx-4090-24g, TG, 290",
        "apple-m3-ultra-80c-512g, TG, 227", "gb10-dgx-spark-128g, TG, 123", "raspberry-pi-5-8g, TG, 11.9"
    })
    void measuredWattsAreInTheRange(String hardware, Evidence.Test test, double watts) {
        Machine machine = machine(hardware);
        MachinePower power = MachinePower.of(machine).orElseThrow();
        PowerPart part = power.parts().getFirst();
        Span said = part.watts(SpeedConstants.power(), test, new Span(1, 1, 1));
        assertTrue(said.low() <= watts && watts <= said.high(), part + ": " + said + " and measured " + watts);
    }

    /** Six RTX 3090 take 773 W while they write with a layer split (llmgarage.ai, February 2026). */
    @Test
    void cardsThatWaitDrawLess() {
        Machine machine = machine("6x geforce-rtx-3090-24g");
        Energy energy = energy(machine, "llama3.1:70b", List.of(0, 1, 2, 3, 4, 5));
        double processor = energy.power().processor().orElseThrow().most();
        assertTrue(energy.writing().low() < 773, energy.writing().toString());
        assertTrue(773 < energy.writing().high(), energy.writing().toString());
        assertTrue(energy.writing().high() < 6 * 350 + processor, "five of six wait: " + energy.writing());
    }

    @Test
    void energyIsWattsOverSpeed() {
        Machine machine = machine("geforce-rtx-3060-12g");
        Energy energy = energy(machine, "llama3.1:8b", List.of(0));
        double tg =
                SPEEDS.generation(launch(machine, "llama3.1:8b", List.of(0))).mid();
        assertEquals(energy.writing().mid() / tg / 3.6, energy.written().mid(), 1e-9);
        assertTrue(energy.read().mid() < energy.written().mid() / 5, "reading a token takes far less");
        assertTrue(energy.written().low()
                > energy.writing().low()
                        / energy.writing().mid()
                        * energy.written().mid()
                        / 2);
    }

    @Test
    void aPowerLimitBindsTheCard() {
        Machine limited = machine("geforce-rtx-3090-24g");
        PowerPart part = new PowerPart("a card", PowerPart.Kind.CARD, 200, 200, PowerPart.Basis.LIMIT);
        Span most = part.watts(SpeedConstants.power(), Evidence.Test.PP, new Span(1, 1, 1));
        assertEquals(200, most.high(), 1e-9);
        assertTrue(MachinePower.of(limited).orElseThrow().parts().getFirst().most() > 300);
    }

    @Test
    void aProcessorWorksWhereLayersLieOnIt() {
        Machine machine = machine("rtx4090-24g-64g");
        Energy whole = energy(machine, "llama3.1:8b", List.of(0));
        Energy half = energy(machine, "llama3.1:8b", List.of(-1, 0));
        assertTrue(half.writing().mid() < whole.writing().mid(), "the card waits for the processor");
        Energy none = energy(machine, "llama3.1:8b", List.of(-1));
        PowerPart processor = none.power().processor().orElseThrow();
        assertTrue(
                none.writing().low() >= 0.6 * processor.least(), none.writing().toString());
        assertTrue(none.written().mid() > whole.written().mid(), "slower by more than it takes less");
    }

    @Test
    void aCardOfUnknownPowerHasNoEnergy() {
        Machine machine = machine("geforce-rtx-3060-12g");
        Machine without = machine.withDevices(
                machine.pools(),
                machine.devices().stream()
                        .map(d -> new Device(
                                d.name(),
                                "some card",
                                d.backend(),
                                d.poolId(),
                                d.installed(),
                                d.capacity(),
                                d.free(),
                                Optional.empty(),
                                d.pciId(),
                                d.bandwidthGbps(),
                                d.architecture(),
                                d.computeCapability()))
                        .toList());
        assertEquals(Optional.empty(), MachinePower.of(without));
    }

    @Test
    void theNextTurnIsBehindTheFirst() {
        Turn first = Turn.usual(8192);
        assertEquals(new Turn(0, 1024, 512), first);
        assertEquals(new Turn(1536, 1024, 512), first.next());
        assertEquals(new Turn(0, 50, 25), Turn.usual(100));
        Machine machine = machine("geforce-rtx-3060-12g");
        SpeedRequest one = launch(machine, "llama3.1:8b", List.of(0));
        TurnTime soon = TurnTime.of(SPEEDS, one, first);
        TurnTime deep = TurnTime.of(SPEEDS, one, new Turn(30_000, 1024, 512));
        assertTrue(deep.firstToken().mid() > soon.firstToken().mid(), "attention grows with what is kept");
        assertTrue(deep.whole().mid() > soon.whole().mid());
        assertTrue(deep.firstToken().mid()
                < TurnTime.of(SPEEDS, one, new Turn(0, 31_024, 512))
                                .firstToken()
                                .mid()
                        / 4);
        TurnTime read = TurnTime.of(SPEEDS, one, new Turn(0, 512, 0));
        assertEquals(read.firstToken(), read.whole());
        assertEquals(512 / SPEEDS.prompt(one).mid(), read.whole().mid(), 1e-9);
    }
}
