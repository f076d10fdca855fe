package dev.llmfit.recommend.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.emit.VllmService;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineModel.Traits;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VllmAdvisorTest {
    private static final EngineModel MODEL =
            EngineModel.of(Catalogue.bundled().byId("qwen3-8b").orElseThrow());

    private static Machine machine(String name) {
        return MachineResolver.bundled(() -> {
                    throw new IllegalStateException("a machine is named");
                })
                .resolve(HardwareSelector.named(name));
    }

    private static VllmService service(EngineModel model, String machine) {
        return new VllmAdvisor(model, machine(machine), new TeamWish(4, 8192))
                .advise()
                .service();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "org/name\nExecStartPre=/bin/false", "name"})
    void aModelWithoutRepositoryIsServedFromAnotherPlace(String repository) {
        Traits t = MODEL.traits();
        Traits unpublished = new Traits(
                t.width(),
                t.vocabulary(),
                t.context(),
                t.tied(),
                t.rotated(),
                t.nextTokenLayers(),
                t.attentionInterval(),
                t.layerPattern(),
                t.nativeType(),
                t.keysAreValues(),
                repository);
        EngineModel own = new EngineModel(
                "own", MODEL.architecture(), MODEL.trunk(), MODEL.whole(), MODEL.layers(), MODEL.parts(), unpublished);
        List<String> lines =
                VllmService.Text.VLLM.emit(service(own, "l40s")).lines().toList();
        assertEquals(
                "# No repository of the model is known: in place of 'own' serve one of Hugging Face, or a folder, with"
                        + " its safetensors.",
                lines.getFirst());
        assertTrue(lines.getLast().startsWith("vllm serve own "), lines::toString);
        assertEquals(
                List.of(),
                service(MODEL, "l40s").before(),
                "a model of the catalogue is served from where it is published");
    }

    @ParameterizedTest
    @CsvSource({"l40s, NVIDIA, true", "mi300x, AMD, false", "arc-b580-12g, Intel, false"})
    void containersAreWrittenForCardsOfNvidia(String card, String maker, boolean written) {
        EngineModel small =
                EngineModel.of(Catalogue.bundled().byId("qwen3-1.7b").orElseThrow());
        VllmService service = service(small, card);
        assertEquals(maker, service.maker());
        for (VllmService.Text text : VllmService.Text.values()) {
            boolean container = text == VllmService.Text.COMPOSE || text == VllmService.Text.KUBERNETES;
            assertEquals(written || !container, text.obstacle(service).isEmpty(), text.id());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 8192", "-1, 8192", "100001, 8192", "1, 0"})
    void aTeamHasUsersAndTokens(int users, int ctx) {
        assertThrows(IllegalArgumentException.class, () -> new TeamWish(users, ctx));
    }
}
