package dev.llmfit.recommend.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.AnyMachine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectorRoomTest {
    private static final Machine CARD = AnyMachine.withCard(AnyMachine.cpu(32, 60), Backend.CUDA, 16, 500);

    private static ProjectorRoom room(String id, UseCase useCase, Machine machine) {
        CatalogueOffer offer =
                CatalogueOffer.of(id, Catalogue.bundled().byId(id).orElseThrow());
        return ProjectorRoom.of(offer, useCase, machine, EngineBuild.NEWEST);
    }

    /** Published files: mmproj-F16.gguf of Qwen3.6 27B 0.86 GiB, of Gemma 3 27B 0.80 GiB, of InternVL 3 8B about 0.6 GiB. */
    @ParameterizedTest
    @CsvSource({"qwen3.6-27b, 0.86", "gemma3-27b, 0.80"})
    void takesWhatThePublishedFileWeighs(String id, double gib) {
        Bytes weights = room(id, UseCase.VISION, CARD).weights().orElseThrow();
        assertEquals(gib, weights.gib(), 0.02);
    }

    @Test
    void theLaunchGetsWhatIsLeftOnTheFirstCard() {
        Budgets whole = Budgets.of(CARD, Budgets.DEFAULT_MARGIN);
        ProjectorRoom room = room("qwen3.6-27b", UseCase.VISION, CARD);
        Bytes taken = room.memory().orElseThrow().device().total();
        Budgets left = room.left(whole);
        assertEquals(whole.devices().getFirst().minus(taken), left.devices().getFirst());
        assertTrue(left.host().compareTo(whole.host()) <= 0);
    }

    @Test
    void withoutACardItLiesInRam() {
        Machine processor = AnyMachine.cpu(32, 60);
        Budgets whole = Budgets.of(processor, Budgets.DEFAULT_MARGIN);
        ProjectorRoom room = room("gemma3-12b", UseCase.VISION, processor);
        assertEquals(
                whole.host().minus(room.memory().orElseThrow().device().total()),
                room.left(whole).host());
    }

    @Test
    void nothingIsLoadedForOtherUses() {
        assertEquals(Optional.empty(), room("qwen3.6-27b", UseCase.CHAT, CARD).weights());
        assertEquals(Optional.empty(), room("llama3.1-8b", UseCase.VISION, CARD).weights());
    }
}
