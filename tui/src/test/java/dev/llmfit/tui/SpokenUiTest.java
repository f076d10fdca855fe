package dev.llmfit.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.State;
import dev.llmfit.tui.state.ChosenCodec;
import dev.llmfit.tui.state.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpokenUiTest {
    private static List<String> said(String keys) throws IOException {
        return said(Screen.first(Answered4090.chosen()), keys);
    }

    private static List<String> said(Screen first, String keys) throws IOException {
        List<String> lines = new ArrayList<>();
        SpokenUi.run(Answered4090.bench(), first, new BufferedReader(new StringReader(keys)), lines::add);
        return lines;
    }

    @Test
    void eachKeySaysWhatChangedAndNothingElse() throws IOException {
        List<String> start = said("");
        assertTrue(start.getFirst().startsWith("Machine: RTX 4090, 23.5 of 24.0 gibibytes free"), start.toString());
        assertTrue(start.get(1).startsWith("1 of "), start.toString());
        List<String> after = said("]\nc\nq\nj\n");
        assertEquals(start.size() + 2, after.size(), after.toString());
        assertTrue(after.get(start.size()).startsWith("Context "), after.toString());
        assertTrue(after.getLast().startsWith("The command: llama-server "), after.toString());
    }

    @Test
    void wordsAreTypedIntoASearch() throws IOException {
        List<String> lines = said("/gemma4 12b\nq\n");
        assertTrue(lines.getLast().startsWith("Context "), lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.contains(": gemma4:12b, file ")), lines.toString());
    }

    @Test
    void plotsAndTablesAreSentences() throws IOException {
        List<String> plots = said("3\nq\n");
        assertTrue(
                plots.stream().anyMatch(l -> l.matches("Context 4,096: CUDA0 .* tokens a second when it is full\\.")),
                plots.toString());
        List<String> compared = said("4\nq\n");
        assertTrue(
                compared.stream().anyMatch(l -> l.matches("tok/s: qwen3\\.8:27b .*; .*; .*\\.")), compared.toString());
        assertTrue(compared.stream().noneMatch(l -> l.contains("●")), compared.toString());
        List<String> bought = said("5\nq\n");
        assertTrue(bought.stream().anyMatch(l -> l.matches("USD [0-9,]+: .* tokens a second\\.")), bought.toString());
    }

    @Test
    void noGpuIsSpokenOfWhereThereIsNone() throws IOException {
        List<String> lines = said(ChosenCodec.screen(State.parse("machine=rpi5-8g")), "");
        assertTrue(lines.stream().anyMatch(l -> l.contains(", all layers in RAM: ")), lines.toString());
        assertTrue(lines.stream().noneMatch(l -> l.contains("GPU")), lines.toString());
    }
}
