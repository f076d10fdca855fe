package dev.llmfit.gguf.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParametersException;
import dev.llmfit.gguf.quant.Quantizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The judge of the key changes is llama.cpp b11434 (the script {@code bench/loads}); that of the tensor changes is its loader, which
 * compares each shape and the number of tensors.
 */
class TensorCheckTest {
    /**
     * What llama.cpp refuses for other reasons than keys and shapes: more nodes in a graph than it reserves, an index beyond 32 bits, a
     * view that does not fit.
     */
    private static final Set<String> OTHER_REASONS = Set.of(
            "granite3.1-moe-1b granitemoe.expert_used_count",
            "tiny-deepseek4 deepseek4.attention.key_length",
            "tiny-deepseek4 deepseek4.expert_gating_func",
            "tiny-deepseek4 deepseek4.rope.dimension_count_swa",
            "tiny-eagle3 eagle3.vocab_size",
            "tiny-glm5-next glm5-next.attention.indexer.top_k",
            "tiny-glm5-next glm5-next.attention.indexer.types",
            "tiny-minimax-m3 minimax-m3.attention.indexer.block_size",
            "tiny-qwen qwen.attention.head_count",
            "tiny-qwen4exp qwen4exp.attention.indexer.top_k",
            "tiny-qwen4exp qwen4exp.ple.heads_per_ngram",
            "tiny-qwen4exp qwen4exp.ple.ngram_size");

    static Stream<String> models() {
        return RecordedHeaders.quantizedSizes().stream()
                .map(RecordedHeaders.QuantizedSize::model)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("models")
    void passesRecordedHeaders(String name) {
        Model model = model(name);
        assertEquals(model, TensorCheck.checked(model));
    }

    @ParameterizedTest
    @MethodSource("models")
    void refusesEveryOtherShape(String name) {
        Model model = model(name);
        for (int at = 0;
                at < model.tensors().size();
                at += Math.max(1, model.tensors().size() / 12)) {
            TensorInfo t = model.tensors().get(at);
            for (TensorInfo other : List.of(
                    shaped(t, t.ne0() * 2, t.ne1(), t.ne2(), t.ne3()),
                    shaped(t, t.ne0(), t.ne1() + 1, t.ne2(), t.ne3()),
                    shaped(t, t.ne0(), t.ne1(), t.ne2(), 256),
                    shaped(t, 0, t.ne1(), t.ne2(), t.ne3()))) {
                List<TensorInfo> tensors = new ArrayList<>(model.tensors());
                tensors.set(at, other);
                assertRefused(new Model(name, model.metadata(), tensors), t.name(), "expected");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void refusesOneTensorMoreOrLess(String name) {
        Model model = model(name);
        List<TensorInfo> more = new ArrayList<>(model.tensors());
        more.add(new TensorInfo("strange.thing", GgmlType.F32, 32, 1, 1, 1));
        assertRefused(new Model(name, model.metadata(), more), "strange.thing", "wrong number of tensors");
        List<TensorInfo> less = new ArrayList<>(model.tensors());
        less.removeIf(t -> t.name().equals("output_norm.weight") || t.name().equals("blk.0.ffn_norm.weight"));
        if (less.size() < model.tensors().size()) {
            assertRefused(new Model(name, model.metadata(), less), "is missing");
        }
    }

    @Test
    void decidesOnKeysAsTheEngineDoes() {
        List<String> different = new ArrayList<>();
        int cases = 0;
        Model model = model("llama3.2-1b");
        for (RecordedHeaders.KeyVerdict verdict : RecordedHeaders.keyVerdicts()) {
            cases++;
            model = model.name().equals(verdict.model()) ? model : model(verdict.model());
            boolean loads;
            try {
                TensorCheck.checked(with(model, verdict.key(), verdict.value()));
                loads = true;
            } catch (HyperParametersException e) {
                loads = false;
            }
            boolean other = loads && OTHER_REASONS.contains(verdict.model() + " " + verdict.key());
            if (loads != verdict.loads() && !other) {
                different.add(verdict.toString());
            }
        }
        assertTrue(cases > 9_800, "cases: " + cases);
        assertEquals(List.of(), different);
    }

    @Test
    void refusesNoFileTypeThatTheEngineLoads() {
        List<String> falselyRefused = new ArrayList<>();
        int loaded = 0;
        Model model = model("llama3.2-1b");
        for (RecordedHeaders.TypedVerdict verdict : RecordedHeaders.typedVerdicts()) {
            if (!verdict.loads()) {
                continue;
            }
            loaded++;
            model = model.name().equals(verdict.model()) ? model : model(verdict.model());
            try {
                TensorCheck.checked(Quantizer.quantize(
                        model, FileType.byName(verdict.fileType()).orElseThrow()));
            } catch (HyperParametersException e) {
                falselyRefused.add(verdict + ": " + e.getMessage());
            }
        }
        assertTrue(loaded >= 850, "loaded: " + loaded);
        assertEquals(List.of(), falselyRefused);
    }

    private static void assertRefused(Model model, String... words) {
        String message = String.valueOf(assertThrows(HyperParametersException.class, () -> TensorCheck.checked(model))
                .getMessage());
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private static TensorInfo shaped(TensorInfo t, long ne0, long ne1, long ne2, long ne3) {
        return new TensorInfo(t.name(), GgmlType.F16, ne0, ne1, ne2, ne3);
    }

    private static Model with(Model model, String key, long value) {
        Map<String, GgufValue> changed = new LinkedHashMap<>(model.metadata().asMap());
        changed.put(key, new GgufValue.Int(GgufValueType.UINT32, value));
        return new Model(model.name(), new Metadata(changed), model.tensors());
    }

    private static Model model(String name) {
        try {
            return GgufReader.read(ByteSource.ofBytes(RecordedHeaders.f16(name)), TensorData.OPTIONAL)
                    .toModel(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
