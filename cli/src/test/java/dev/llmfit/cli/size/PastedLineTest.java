package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of guides: which model, which context. */
class PastedLineTest {
    private static final String MACHINE = "geforce-rtx-3060-12g";

    private static JsonObject answer(String... words) {
        CommandRun run = CommandRun.of(words);
        assertTrue(Set.of(0, 3).contains(run.exit()), () -> String.join(" ", words) + ": " + run.err());
        return (JsonObject) Json.parse(run.out());
    }

    private static JsonObject sized(String line) {
        return answer("size", line.replace("\\n", "\n"), "--hardware", MACHINE, "--offline", "--json");
    }

    private static JsonObject part(JsonObject object, String name) {
        return (JsonObject) object.get(name).orElseThrow();
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).flatMap(JsonValue::asText).orElseThrow();
    }

    private static String number(JsonObject object, String name) {
        return Json.compact(object.get(name).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // a file that is not here, by its name
                "./main -m models/llama-3.1-8b.gguf -n 256 --interactive -c 2048|llama3.1-8b|2048|false|assumed",
                "./main -m ./models/Meta-Llama-3.1-8B-Instruct-Q5_K_M.gguf -c 4096 --color -i -ins|llama3.1-8b|4096|false|assumed",
                "main.exe -m C:\\models\\llama-3.1-8b-instruct.Q4_0.gguf -ngl 33 -c 512|llama3.1-8b|512|false|assumed",
                "./server -m models/qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf --port 8080 -c 4096|qwen2.5-7b|4096|false|assumed",
                "./server -m gpt-oss-20b-mxfp4.gguf -c 8192 -np 1|gpt-oss-20b|8192|false|assumed",
                "llama-server -m Qwen_Qwen3-8B-Q6_K.gguf -c 16384|qwen3-8b|16384|false|assumed",
                "llama-cli -m Phi-3-mini-4k-instruct-q4.gguf -c 4096 -p hi|phi3-mini-4k|4096|false|assumed",
                // Ollama, whose context goes by 12 GiB
                "ollama run llama3.1:8b --ctx-size 2048|llama3.1-8b|2048|true|default",
                "ollama run llama3.1:8b|llama3.1-8b|4096|true|default",
                "ollama run llama3.1|llama3.1-8b|4096|true|default",
                "ollama pull qwen3:8b-q8_0|qwen3-8b|4096|true|asked",
                "ollama run hf.co/bartowski/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M|llama3.1-8b|4096|true|asked",
                "OLLAMA_CONTEXT_LENGTH=8192 ollama run qwen3:8b|qwen3-8b|8192|true|default",
                "docker exec -it ollama ollama run qwen3:8b|qwen3-8b|4096|true|default",
                "FROM llama3.1:8b\\nPARAMETER num_ctx 8192|llama3.1-8b|8192|true|default",
                "FROM qwen3:8b\\nPARAMETER num_gpu 10|qwen3-8b|4096|true|default",
                "{\"model\":\"llama3.1:8b\",\"options\":{\"num_ctx\":8192}}|llama3.1-8b|8192|true|default",
                "curl http://localhost:11434/api/chat -d '{\"model\":\"qwen3:8b\",\"messages\":[]}'|qwen3-8b|4096|true|default",
                // others
                "huggingface-cli download bartowski/Meta-Llama-3.1-8B-Instruct-GGUF Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf|llama3.1-8b|131072|true|asked",
                "hf download bartowski/Meta-Llama-3.1-8B-Instruct-GGUF --include \"*Q4_K_M*\" --local-dir .|llama3.1-8b|131072|true|asked",
                "lms load qwen/qwen3-8b|qwen3-8b|4096|true|assumed",
                "lms load qwen3-8b --context-length 8192 --gpu max|qwen3-8b|8192|true|assumed",
                "Llama(model_path=\"./models/llama-3.1-8b-q4_k_m.gguf\", n_ctx=4096, n_gpu_layers=-1)|llama3.1-8b|4096|false|assumed",
                "Llama(model_path='qwen3-8b-q8_0.gguf')|qwen3-8b|512|false|assumed",
                "python server.py --model llama-3.1-8b-instruct.Q4_K_M.gguf --n-gpu-layers 35 --n_ctx 4096|llama3.1-8b|4096|false|assumed",
                "python server.py --model qwen3-8b-Q4_K_M.gguf|qwen3-8b|8192|false|assumed",
                "koboldcpp.exe --model qwen3-8b-Q4_K_M.gguf --contextsize 16384 --usecublas --gpulayers 99|qwen3-8b|16384|false|assumed",
                "llama-bench -m llama-3.1-8b-Q4_0.gguf -p 512,1024|llama3.1-8b|1024|false|assumed",
                // llama.cpp's own
                "llama-server -hf ggml-org/gpt-oss-20b-GGUF -c 8192|gpt-oss-20b|8192|true|default",
                "llama-server --gpt-oss-20b-default|gpt-oss-20b|262144|true|asked",
                "llama-server -m llama3.1:8b -c 8192 -np 3|llama3.1-8b|8448|true|default"
            })
    void isTheModelAndTheContextThatTheLineMeans(
            String line, String id, String context, boolean literal, String source) {
        JsonObject answer = sized(line);
        JsonObject model = part(answer, "model");
        assertEquals(id, text(model, "id"), line);
        assertEquals(context, number(answer, "n_ctx"), line);
        assertEquals(String.valueOf(literal), number(model, "literal"), line);
        assertEquals(source, text(model, "file_type_source"), line);
    }

    @Test
    void theOrderOfWordsDoesNotMatter() {
        String line = "llama-server -m llama3.1:8b -c 8192 -ngl 20 --mlock";
        List<String> own = List.of("--hardware", MACHINE, "--offline", "--json");
        JsonObject text = answer(words(List.of(line), own));
        assertEquals(text, answer(words(own, List.of(line))));
        assertEquals(text, answer(words(List.of(line.split(" ")), own)));
        assertEquals(text, answer(words(own, List.of(line.split(" ")))));
    }

    private static String[] words(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(List.of("size"));
        all.addAll(first);
        all.addAll(second);
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"4, true, ''", "4, true, -np -1 -no-kvu", "1, false, -np 1", "3, false, -np 3", "2, true, -np 2 -kvu"})
    void slotsAreThoseOfTheServer(String slots, boolean unified, String flags) {
        JsonObject launch = part(sized("llama-server -m llama3.1:8b -c 8192 " + flags), "launch");
        assertEquals("llama-server", text(launch, "program"));
        assertEquals(slots, number(launch, "n_parallel"));
        assertEquals(String.valueOf(unified), number(launch, "kv_unified"));
    }

    /** 12 GiB hold neither the trained context nor, of a large model, all layers. */
    @ParameterizedTest
    @CsvSource({
        "llama-server -m llama3.1:8b, true, 0",
        "llama-server -m llama3.1:8b -c 0, true, 0",
        "llama-server -m llama3.1:8b -fit off, false, 3",
        "llama-server -m llama3.1:8b -c 8192, false, 0",
        "llama-server -m qwen3:32b, true, 0",
        "llama-server -m qwen3:30b-a3b, true, 0"
    })
    void fitMakesItFit(String line, boolean changed, int exit) {
        CommandRun run = CommandRun.of("size", line, "--hardware", MACHINE, "--offline", "--json");
        assertEquals(exit, run.exit(), run.err());
        JsonObject launch = part((JsonObject) Json.parse(run.out()), "launch");
        assertEquals(
                changed,
                launch.get("fit")
                        .filter(f -> f.toString().contains("\"changed\":true"))
                        .isPresent());
    }

    @Test
    void whatIsGivenIsNotFitted() {
        JsonObject layers = part(part(sized("llama-server -m qwen3:32b -ngl 99"), "launch"), "fit");
        assertEquals("4096", number(layers, "n_ctx"));
        assertTrue(text(layers, "failure").contains("-ngl"), layers::toString);
        JsonObject whole = part(part(sized("llama-server -m llama3.1:8b -c 0"), "launch"), "fit");
        assertEquals("131072", number(whole, "n_ctx"));
    }

    @ParameterizedTest
    @CsvSource({
        "CUDA_VISIBLE_DEVICES=1, 1",
        "'CUDA_VISIBLE_DEVICES=1,0', 2",
        "CUDA_VISIBLE_DEVICES=-1, 0",
        "CUDA_VISIBLE_DEVICES=7, 0",
        "LLAMA_ARG_DEVICE=CUDA1, 1",
        "LLAMA_ARG_DEVICE=none, 0"
    })
    void gpusAreChosen(String variable, int devices) {
        JsonObject answer = answer(
                "size",
                variable,
                "llama-server",
                "-m",
                "llama3.1:8b",
                "-c",
                "4096",
                "--hardware",
                "2x3090",
                "--offline",
                "--json");
        assertEquals(devices, Json.compact(answer.get("devices").orElseThrow()).split("\"name\"", -1).length - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size llama-server -m llama3.1:8b -dev CUDA9 --hardware 2x3090|2",
                "size llama-server -m llama3.1:8b -sm diagonal|2",
                "size llama-server -m nosuchmodel.gguf|4",
                "size ollama run nosuchmodel|4",
                "size llama-server -m llama3.1:8b -ctk q9|2",
                "size llama-server -m llama3.1:8b --nonsense|2",
                "size vllm serve a/b|2"
            })
    void whatCannotBeIsRefused(String command, int exit) {
        CommandRun run = CommandRun.of((command + " --offline").split(" ", -1));
        assertEquals(exit, run.exit(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }
}
