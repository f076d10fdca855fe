package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.sizing.BuildKnowledge.Modelled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildKnowledgeTest {
    @ParameterizedTest
    @CsvSource({
        "11434, EXACTLY",
        "11300, EXACTLY",
        "11420, BETWEEN",
        "10240, BETWEEN",
        "8500, BETWEEN",
        "7000, OLDER",
        "99999, NEWER",
    })
    void tellsHowWellABuildIsModelled(int build, Modelled modelled) {
        BuildKnowledge known = known(build, "llama");
        assertEquals(modelled, known.modelled(), known.sentence());
        assertTrue(known.sentence().startsWith("b" + build + " "), known.sentence());
    }

    @Test
    void namesWhatIsUndecidedAndBetweenWhichBuilds() {
        BuildKnowledge known = known(10_210, "llama");
        assertTrue(known.undecided().contains(EngineSwitch.SKIPS_NEXT_TOKEN_LAYERS));
        assertTrue(
                known.sentence().startsWith("b10210 lies between b10204 and b10216, which are modelled;"),
                known.sentence());
    }

    @Test
    void aLaterChangeThatIsNotUndoneConcernsItsArchitecturesAlone() {
        assertTrue(known(9_900, "deepseek4").notUndone().contains(EngineGap.ROTATES_DEEPSEEK4_KEYS));
        assertEquals(
                List.of(
                        EngineGap.SPLITS_TAKE_ANY_INPUTS,
                        EngineGap.ORDERS_VULKAN_NODES_AS_LATER,
                        EngineGap.KEEPS_EXPERT_TABLE_ON_METAL),
                known(9_900, "llama").notUndone());
        assertEquals(List.of(), known(11_434, "deepseek4").notUndone());
    }

    private static BuildKnowledge known(int build, String architecture) {
        return new BuildKnowledge(new EngineBuild(build), architecture);
    }
}
