package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.pasted.PastedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people paste: public captures and what each program prints, said in the words that {@code --hardware} takes. */
class PastedMachineTest {
    private static HardwareSelector parse(String text) {
        return HardwareSelector.parse(
                Optional.of(text), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Machine machine(HardwareSelector selector) {
        return MachineResolver.bundled(() -> {
                    throw new AssertionError("this machine is not meant");
                })
                .resolve(selector);
    }

    @Test
    void everyTextMeansWhatStandsAboveIt() throws IOException {
        List<String> wrong = new ArrayList<>();
        int texts = 0;
        try (InputStream in = Objects.requireNonNull(PastedMachineTest.class.getResourceAsStream("pasted.txt"))) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String block : all.split("(?m)^=== ", -1)) {
                if (!block.isBlank()) {
                    texts++;
                    String[] parts = block.split("\n", 2);
                    String found = meaning(parts[1]);
                    if (!found.equals(parts[0].strip())) {
                        wrong.add(parts[0] + "\n is " + found);
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(texts > 20, texts + " texts");
    }

    private static String meaning(String text) {
        try {
            HardwareSelector selector = parse(text);
            machine(selector);
            return selector.fields().toString();
        } catch (HardwareException e) {
            return "? " + e.getMessage() + ": " + e.hint().text();
        }
    }

    @Test
    void whatIsSaidBesideATextIsTakenBeforeWhatStandsInIt() {
        String text = "CPU: AMD Ryzen 9 5950X\nMemory: 64 GB\nGPU: NVIDIA GeForce RTX 3090\n";
        HardwareSelector selector = HardwareSelector.parse(
                Optional.of(text), Optional.empty(), Optional.of("128GiB"), Optional.of(2), Optional.empty());
        Machine machine = machine(selector);
        assertEquals(2, machine.devices().size());
        assertEquals(128, Math.round(machine.hostPool().installed().gib()));
    }

    @Test
    void whatIsLeftOutIsSaid() {
        Machine machine = machine(parse("GPU 1: NVIDIA GeForce RTX 3090\nGPU 2: Foo Graphics 77\n"));
        Warning first = machine.warnings().getFirst();
        assertEquals("pasted", first.id());
        assertEquals("Left out: Foo Graphics 77.", first.text());
    }

    @Test
    void aFileMayBeWhatAProgramPrinted(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("smi.txt"), "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-1)\n");
        Machine machine = machine(HardwareSelector.named(file.toString()));
        assertEquals(
                Optional.of("geforce-rtx-3090-24g"),
                machine.devices().getFirst().databaseId());
        Path profile = Files.writeString(folder.resolve("m.yaml"), "GPU: NVIDIA GeForce RTX 3090\n");
        HardwareSelector named = HardwareSelector.named(profile.toString());
        assertThrows(ProfileException.class, () -> machine(named));
    }

    @Test
    void aTextIsBounded() {
        String many = "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-1)\n".repeat(100_000);
        assertEquals(32, PastedText.of(many).gpus().size());
        HardwareException e = assertThrows(HardwareException.class, () -> machine(parse(many)));
        assertTrue(
                String.valueOf(e.getMessage()).contains("names 32 devices, and llama.cpp has 16 at most"),
                e.getMessage());
        assertThrows(HardwareException.class, () -> parse("\n"));
        assertThrows(HardwareException.class, () -> parse("x".repeat(1 << 20) + "\n"));
    }
}
