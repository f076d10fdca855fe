package dev.llmfit.render.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.size.EngineSays;
import dev.llmfit.render.Page;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineSaysTextTest {
    private static final BufferSizes CARD = sizes("CUDA0", 4403.9, 1024, 258);
    private static final BufferSizes HOST = sizes("host", 281.8, 0, 24);

    private static BufferSizes sizes(String name, double weights, double context, double compute) {
        return new BufferSizes(name, Bytes.ofMib(weights), Bytes.ofMib(context), Bytes.ofMib(compute));
    }

    private static String text(List<BufferSizes> said, List<BufferSizes> predicted) {
        Page page = new Page(80, false, new CommandWords());
        EngineSaysText.print(new EngineSays("llama.cpp b11434", said, predicted), page);
        return page.text();
    }

    @Test
    void bothStandBesideEachOther() {
        String text = text(List.of(sizes("CUDA0", 4403, 1024, 258), sizes("host", 281, 0, 24)), List.of(CARD, HOST));
        assertEquals("""

                llama-fit-params of llama.cpp b11434 for the same launch, in whole MiB, with
                logits for every token of a batch (a server keeps one row a slot):
                                    weights  KV cache  compute
                  CUDA0  says         4,403     1,024      258
                         predicted    4,403     1,024      258
                  host   says           281         0       24
                         predicted      281         0       24
                They agree to the MiB.
                """, text);
    }

    @Test
    void aDifferenceOfAMibIsOne() {
        assertTrue(text(List.of(CARD, sizes("host", 280, 0, 24)), List.of(CARD, HOST))
                .endsWith("They differ.\n"));
        assertTrue(text(List.of(CARD, sizes("host", 281, 1, 24)), List.of(CARD, HOST))
                .endsWith("They differ.\n"));
        assertTrue(text(List.of(CARD, sizes("host", 281, 0, 25)), List.of(CARD, HOST))
                .endsWith("They differ.\n"));
    }

    @Test
    void anEngineMayHaveMoreDevices() {
        String text = text(List.of(CARD, sizes("CUDA1", 1, 2, 3), HOST), List.of(CARD, HOST));
        assertTrue(text.endsWith("They differ.\n"), text);
    }
}
