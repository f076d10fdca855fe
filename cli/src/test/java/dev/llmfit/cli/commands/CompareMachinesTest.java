package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines side by side. */
class CompareMachinesTest {
    @Test
    void threeMachinesStandInThreeColumns() {
        String page = run(0, "--model llama3.1:8b --compare geforce-rtx-3060-12g geforce-rtx-4090-24g rpi5-8g");
        String heading = page.lines().findFirst().orElseThrow();
        assertTrue(heading.matches(" +geforce-rtx-3060-12g +geforce-rtx-4090-24g +rpi5-8g"), heading);
        assertTrue(page.contains("geforce-rtx-4090-24g writes "), page);
    }

    @Test
    void whatDoesNotFitAnywhereIsSaidToBeSo() {
        String page = run(3, "--model deepseek-v3.1:671b --compare rpi5-8g geforce-rtx-3060-12g m1-8g");
        assertTrue(page.endsWith("None runs it as wished.\n"), page);
        assertTrue(run(0, "--model qwen3:32b --compare rpi5-8g geforce-rtx-4090-24g")
                .endsWith("Only geforce-rtx-4090-24g runs it as wished.\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "--compare rpi5-8g, 2, needs at least 2 values",
        "--compare rpi5-8g no-such-machine, 5, no-such-machine",
        "--compare rpi5-8g m1-8g --hardware m1-8g, 2, --compare names its machines",
        "--compare rpi5-8g m1-8g --emit compose, 2, --compare names its machines",
        "--compare rpi5-8g m1-8g --verify, 2, --compare names its machines"
    })
    void oddComparisonsAreRefused(String flags, int code, String sentence) {
        String said = run(code, flags);
        assertTrue(said.contains(sentence), said);
    }

    @Test
    void textIsAsRecorded() throws IOException {
        GoldenText.check(
                "recommend-compare",
                run(0, "--model llama3.1:70b --compare rtx4090-24g-64g apple-m2-max-38c-96g rpi5-8g"));
    }

    private static String run(int expected, String flags) {
        CommandRun run = CommandRun.of(("recommend " + flags).split(" ", -1));
        assertEquals(expected, run.exit(), run::err);
        return run.out() + run.err();
    }
}
