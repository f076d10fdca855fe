package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.ThisMachine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.MemoryUse;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.Request;
import dev.llmfit.rules.RuleBook;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Questions that other tools answer wrongly; docs/peers.md lists them. */
class PeerFailuresTest {
    private static Machine machine(String vram, String ram) {
        return MachineResolver.bundled(ThisMachine::read)
                .resolve(HardwareSelector.parse(
                        Optional.empty(), Optional.of(vram), Optional.of(ram), Optional.of(1), Optional.of("700GB/s")));
    }

    private static Candidate first(Machine machine, String model, Request request) {
        Recommendation answer = new Recommender(machine, RuleBook.bundled(), Launches.engines())
                .forModel(Offers.find(model).offer(), request);
        return answer.candidates().getFirst();
    }

    private static long used(Candidate c) {
        long sum = c.host().buffers().total().count();
        for (MemoryUse use : c.memory()) {
            sum += use.buffers().total().count();
        }
        return sum;
    }

    @Test
    void memoryOfAMixtureHoldsItsFileAndGrowsWithTheContext() {
        long before = 0;
        for (int ctx : new int[] {2048, 32768, 40960}) {
            Candidate c = first(
                    machine("80GiB", "64GiB"),
                    "qwen3:30b",
                    Request.chat().withCtx(ctx).withFileType("Q8_0"));
            assertTrue(used(c) > before, "context " + ctx);
            assertTrue(used(c) >= c.fileBytes().count() * 0.99, "context " + ctx);
            before = used(c);
        }
    }

    @Test
    void moreVramNeverGivesSlowerAndPoorerAnswers() {
        Candidate before = first(machine("4GiB", "64GiB"), "qwen3:30b", Request.chat());
        for (String vram : new String[] {"8GiB", "12GiB", "16GiB", "24GiB"}) {
            Candidate now = first(machine(vram, "64GiB"), "qwen3:30b", Request.chat());
            boolean slower = now.speed().tg().mid() < before.speed().tg().mid();
            boolean poorer = now.quality().doublingsLost() > before.quality().doublingsLost();
            assertTrue(!slower || !poorer, vram);
            before = now;
        }
    }

    @Test
    void moreVramTakesMoreLayersOfTheSameFile() {
        int before = -1;
        for (String vram : new String[] {"4GiB", "8GiB", "12GiB"}) {
            Candidate c = first(
                    machine(vram, "32GiB"),
                    "qwen3:32b",
                    Request.chat().withCtx(8192).withFileType("Q4_K_M"));
            assertTrue(
                    c.options().nGpuLayers() > before, vram + ": " + c.options().nGpuLayers());
            before = c.options().nGpuLayers();
        }
    }

    @Test
    void theSameQuestionHasTheSameSpeed() {
        Machine machine = machine("8GiB", "64GiB");
        Candidate once = first(machine, "qwen3:30b", Request.chat());
        Candidate again = first(machine, "qwen3:30b", Request.chat());
        assertEquals(once.speed(), again.speed());
        assertEquals(once.options(), again.options());
    }
}
