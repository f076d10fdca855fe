package dev.llmfit.cli.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.engine.line.ShellWords;
import dev.llmfit.gguf.arch.Pooling;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Flags as llama.cpp reads them. */
class LaunchFlagsTest {
    @Command(name = "launch")
    private static final class Launch {
        @Mixin
        private final LaunchFlags flags = new LaunchFlags();
    }

    /** llama.cpp's handlers overwrite the parameter in the order of the flags ({@code common/arg.cpp}). */
    @ParameterizedTest
    @CsvSource({
        "-nkvo -kvo, -kvo",
        "-kvo -nkvo, -nkvo",
        "--no-kv-offload -nkvo --kv-offload, -kvo",
        "--no-op-offload --op-offload, --op-offload",
        "--op-offload --no-op-offload, --no-op-offload",
        "-kvu -no-kvu, -no-kvu",
        "-no-kvu -kvu, -kvu",
        "-np -1 -kvu --no-kv-unified, -np -1 -no-kvu",
        "-np -1 -no-kvu, -np 4 -kvu",
        "-np -1, -np 4 -kvu",
        "--no-mmproj-offload --mmproj-offload, --mmproj-offload",
        "--mmproj-offload --no-mmproj-offload, --no-mmproj-offload",
        "-mm a.gguf --no-mmproj, ''",
        "-mm a.gguf --no-mmproj --mmproj-auto, -mm a.gguf",
        "-mm a.gguf -mm b.gguf, -mm b.gguf",
        "-fa off -fa on, -fa on",
        "-fa on -fa off, -fa off",
        "-fa 1, -fa on",
        "-fa 0, -fa off",
        "-fa enabled, -fa on",
        "-fa FALSE, -fa off",
        "-fa -1, -fa auto",
        "-c 4096 --ctx-size 8192, -c 8192",
        "-b 512 -ub 256 -b 1024 -ub 128, -b 1024 -ub 128",
        "-ngl 10 -ngl all, -ngl all",
        "-ctk q8_0 -ctk f16, -ctk f16",
        "-ctv f16 -ctv q8_0, -ctv q8_0",
        "-ts 1/1 -ts 3/1, -ts 3/1",
        "-sm none -sm layer, -sm layer",
        "-mg 1 -mg 0, -mg 0",
        // these add up
        "-ncmoe 10 -ncmoe 5, -ncmoe 10",
        "-ncmoe 5 -cmoe, -cmoe",
        "--lora a --lora b, '--lora a,b'",
        "--lora-scaled a:1 --lora-scaled b:2, '--lora-scaled a:1,b:2'"
    })
    void theLastOfSeveralWins(String given, String meant) {
        LaunchFlags flags = read(given);
        LaunchFlags expected = read(meant);
        assertEquals(expected.options(), flags.options());
        assertEquals(expected.mmproj(), flags.mmproj());
        assertEquals(expected.offloadsProjector(), flags.offloadsProjector());
        assertEquals(expected.adapters(), flags.adapters());
    }

    @Test
    void overridesAddUp() {
        assertEquals(
                List.of("a=CPU", "b=CPU"), read("-ot a=CPU -ot b=CPU").options().overrideTensor());
        assertEquals(
                List.of("a", "b", "c"), read("--lora a,b --lora-scaled c:0.5").adapters());
    }

    @Test
    void eachFlagOfAPairSaysSomething() {
        LaunchOptions none = read("").options();
        assertEquals(none, read("-kvo --op-offload -no-kvu").options());
        assertEquals(none.withNoKvOffload(true), read("-nkvo").options());
        assertEquals(none.withOpOffload(false), read("--no-op-offload").options());
        assertEquals(none.withKvUnified(true), read("-kvu").options());
        assertFalse(read("--no-mmproj-offload").offloadsProjector());
    }

    @Test
    void whatIsServedIsRead() {
        LaunchOptions none = read("").options();
        assertEquals(none.withEmbeddings(true), read("--embedding").options());
        assertEquals(
                none.withEmbeddings(true).withPooling(Pooling.LAST),
                read("--embeddings --pooling last").options());
        assertEquals(
                none.withEmbeddings(true).withPooling(Pooling.RANK),
                read("--rerank").options());
        assertEquals(
                none.withEmbeddings(true).withPooling(Pooling.MEAN),
                read("--reranking --pooling mean").options());
    }

    /** The caches of 9 of 17 layers lie on the host, as they do without {@code -nkvo}. */
    @Test
    void sizesWhatTheLastFlagSays() {
        List<String> size = List.of("size", "llama3.2:1b", "-c", "8192", "-ngl", "8", "--hardware", "rtx4090-24g-64g");
        String both = run(size, "-nkvo", "-kvo", "--no-op-offload", "--op-offload", "-fa", "off", "-fa", "on");
        assertEquals(run(size, "-kvo", "--op-offload", "-fa", "on"), both);
        assertEquals(run(size, "-fa", "on"), both);
    }

    private static String run(List<String> command, String... flags) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(flags));
        CommandRun run = CommandRun.of(whole.toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        return run.out();
    }

    private static LaunchFlags read(String flags) {
        Launch launch = new Launch();
        CommandLine line = new CommandLine(launch).setPosixClusteredShortOptionsAllowed(false);
        line.setOverwrittenOptionsAllowed(true);
        line.parseArgs(ShellWords.split(flags).toArray(String[]::new));
        return launch.flags;
    }
}
