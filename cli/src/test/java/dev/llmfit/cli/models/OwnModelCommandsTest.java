package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.SchemaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnModelCommandsTest {
    private static final String CONFIG = """
            {"model_type":"qwen3","_name_or_path":"me/My-Qwen","hidden_size":1024,"intermediate_size":3072,
            "num_hidden_layers":28,"num_attention_heads":16,"num_key_value_heads":8,"head_dim":128,"vocab_size":151936,
            "max_position_embeddings":40960,"rope_theta":1000000,"tie_word_embeddings":true}
            """;

    @TempDir
    private Path folder = Path.of("");

    private CommandRun run(String... args) {
        return CommandRun.with(
                Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString()), args);
    }

    @Test
    void aConfigurationBecomesAModelOfOnesOwn() throws IOException {
        String config = Files.writeString(folder.resolve("config.json"), CONFIG).toString();
        CommandRun added = run("models", "add", config, "--json");
        assertEquals(0, added.exit(), added.err());
        SchemaCheck.conforms("models-add", added.out());
        assertTrue(added.out().contains("\"my-qwen\""), added.out());
        assertTrue(added.out().contains("596049920"), added.out());

        CommandRun sized = run("size", "my-qwen", "-c", "4096", "--hardware", "rtx4090-24g-64g");
        assertEquals(0, sized.exit(), sized.err());
        assertTrue(sized.out().startsWith("my-qwen · Q4_K_M (assumed)"), sized.out());

        CommandRun again = run("models", "add", config);
        assertEquals(2, again.exit());
        assertTrue(again.err().contains("is there already. (--force replaces it, --id NAME keeps both)"), again.err());

        CommandRun forced = run("models", "add", config, "--force");
        assertEquals(0, forced.exit(), forced.err());
        assertTrue(forced.out().startsWith("Replaced my-qwen · qwen3, 596 M parameters"), forced.out());
    }

    @Test
    void whatIsNoConfigurationIsRefusedInOneSentence() throws IOException {
        Path bad = Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"unheard\"}");
        CommandRun run = run("models", "add", bad.toString());
        assertEquals(4, run.exit(), run.err());
        assertTrue(run.err().contains("models of type unheard cannot be laid out from config.json"), run.err());
        assertEquals(
                4, run("models", "add", folder.resolve("none.json").toString()).exit());
    }
}
