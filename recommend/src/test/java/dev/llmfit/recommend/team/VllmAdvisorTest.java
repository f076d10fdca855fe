package dev.llmfit.recommend.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.recommend.emit.VllmService;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineModel.Traits;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.vllm.VllmEngine;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        return new VllmAdvisor(model, machine(machine), new TeamWish(4, 8192), RuleBook.bundled())
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
                "own",
                MODEL.architecture(),
                MODEL.trunk(),
                MODEL.whole(),
                MODEL.layers(),
                MODEL.parts(),
                unpublished,
                Optional.empty());
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
            boolean program = text == VllmService.Text.VLLM || text == VllmService.Text.SYSTEMD;
            boolean several = text == VllmService.Text.LWS; // one card holds it
            assertEquals(
                    program || (written && !several), text.obstacle(service).isEmpty(), text.id());
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "0.87, 0.87", "0.98, 0"})
    void noMoreIsAskedForThanIsFree(double free, double told) {
        Machine whole = machine("RTX 4090");
        Device card = whole.devices().getFirst();
        Device used = new Device(
                card.name(),
                card.description(),
                card.backend(),
                card.poolId(),
                card.installed(),
                card.capacity(),
                Bytes.of((long) (free * card.capacity().count()) + 1),
                card.databaseId(),
                card.pciId(),
                card.bandwidthGbps(),
                card.architecture(),
                card.computeCapability());
        Machine busy = whole.withDevices(whole.pools(), List.of(used));
        EngineModel small =
                EngineModel.of(Catalogue.bundled().byId("qwen3-1.7b").orElseThrow());
        TeamLaunch launch = new VllmAdvisor(small, busy, new TeamWish(4, 8192), RuleBook.bundled()).advise();
        int at = launch.arguments().indexOf("--gpu-memory-utilization");
        assertEquals(told, at < 0 ? 0 : Double.parseDouble(launch.arguments().get(at + 1)));
        assertEquals(
                told > 0, launch.reasons().stream().anyMatch(r -> r.rule().id().equals("vllm/free")));
        LaunchArguments usual =
                LaunchArguments.of(new VllmEngine(), JsonObject.builder().build());
        VllmEngine engine = new VllmEngine();
        if (told > 0) {
            String why = assertThrows(LaunchRefusedException.class, () -> engine.size(small, usual, Optional.of(busy)))
                    .getMessage();
            assertTrue(String.valueOf(why).contains(String.format(Locale.ROOT, "take %.2f", told)), why);
        } else {
            assertEquals(
                    EngineSize.Verdict.FITS,
                    engine.size(small, usual, Optional.of(busy)).verdict());
        }
    }

    @ParameterizedTest
    @CsvSource({"windows, false", "linux, true"})
    void windowsIsNoPlaceForIt(String os, boolean runs) {
        Machine linux = machine("RTX 4090");
        Machine machine = new Machine(
                "here",
                os,
                linux.arch(),
                linux.enclosure(),
                linux.cpu(),
                linux.pools(),
                linux.devices(),
                linux.warnings(),
                linux.excluded());
        assertEquals(runs, new VllmEngine().obstacle(machine).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"8, 2, 20", "3, 1, 4", "8, 3, 200", "6, 2, 7", "1, 4, 1"})
    void splitsTakeNoMoreThanThereIs(int gpus, int nodes, int users) {
        List<ServedSplit> all = new ArrayList<>(ServedSplit.whole(gpus, nodes, users));
        all.addAll(ServedSplit.staged(gpus, nodes, users));
        assertTrue(all.stream().allMatch(s -> s.gpus() <= gpus * s.nodes()), all::toString);
        assertTrue(all.stream().allMatch(s -> s.nodes() * s.copies() <= nodes), all::toString);
        assertTrue(all.stream().allMatch(s -> s.tensor() <= gpus), all::toString);
        assertEquals(gpus * nodes > 1, all.stream().anyMatch(s -> s.pipeline() > 1));
    }

    @ParameterizedTest
    @CsvSource({"0, 8192", "-1, 8192", "100001, 8192", "1, 0"})
    void aTeamHasUsersAndTokens(int users, int ctx) {
        assertThrows(IllegalArgumentException.class, () -> new TeamWish(users, ctx));
    }
}
