package dev.llmfit.answers.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.Json;
import dev.llmfit.probe.hardware.CardWish;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.HostWish;
import dev.llmfit.probe.hardware.MemorySpeed;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionFieldsTest {
    /** What the cases below read, by name. */
    private static final Map<String, Consumer<QuestionFields>> READERS = Map.ofEntries(
            Map.entry("text", f -> f.text("x")),
            Map.entry("required", f -> f.requiredText("x")),
            Map.entry("word", f -> f.word("x")),
            Map.entry("truth", f -> f.truth("x")),
            Map.entry("whole", f -> f.whole("x", 1)),
            Map.entry("bytes", f -> f.bytes("x")),
            Map.entry("choice", f -> f.choice("x", List.of(SplitMode.values()))),
            Map.entry("texts", f -> f.texts("x")),
            Map.entry("numbers", f -> f.numbers("x")),
            Map.entry("part", f -> f.part("x").ifPresent(p -> p.text("y"))),
            Map.entry("parts", f -> f.parts("x").forEach(p -> p.text("y"))),
            Map.entry("hardware", QuestionFields::hardware),
            Map.entry("model", ModelFields::read),
            Map.entry("quant", ModelFields::fileType),
            Map.entry("launch", f -> LaunchFields.options(f, LaunchOptions.defaults())),
            Map.entry("build", f -> LaunchFields.build(f, LaunchOptions.defaults())));

    private static QuestionFields fields(String json) {
        return QuestionFields.of(Json.parse(json.replace('\'', '"')));
    }

    @Test
    void fieldsAreRead() {
        QuestionFields f = fields(
                "{'ask':'a','id':7,'t':'a','n':7,'b':true,'one':1,'zero':0,'quoted':'true','eight':'8192','m':'Layer','l':['x','y'],"
                        + "'d':[1,2.5],'p':{'q':1},'s':[{'q':2}],'z':null}");
        assertEquals(Optional.of("a"), f.text("t"));
        assertEquals("a", f.requiredText("t"));
        assertEquals(Optional.of("7"), f.word("n"));
        assertEquals(OptionalInt.of(7), f.whole("n", 1));
        assertEquals(Optional.of(Bytes.of(7)), f.bytes("n"));
        assertTrue(f.truth("b"));
        assertTrue(f.truth("one", false));
        assertFalse(f.truth("zero", true));
        assertTrue(f.truth("quoted"));
        assertEquals(8192, f.whole("eight", 1, 0));
        assertEquals(Optional.of(SplitMode.LAYER), f.choice("m", List.of(SplitMode.values())));
        assertEquals(List.of("x", "y"), f.texts("l"));
        assertEquals(List.of("a"), f.texts("t"));
        assertEquals(List.of(1.0, 2.5), f.numbers("d"));
        assertEquals(1, f.part("p").orElseThrow().whole("q", 0, 9));
        assertEquals(2, f.parts("s").getFirst().whole("q", 0, 9));
        assertTrue(f.has("t"));
        assertTrue(f.isNull("z"));
        f.done();
    }

    @Test
    void aFieldThatIsAbsentOrNullIsEmpty() {
        for (String json : List.of("{}", "{'x':null}")) {
            QuestionFields f = fields(json);
            assertEquals(Optional.empty(), f.text("x"));
            assertEquals(Optional.empty(), f.word("x"));
            assertFalse(f.truth("x"));
            assertTrue(f.truth("x", true));
            assertEquals(OptionalInt.empty(), f.whole("x", 0));
            assertEquals(5, f.whole("x", 0, 5));
            assertEquals(Optional.empty(), f.bytes("x"));
            assertEquals(Optional.empty(), f.choice("x", List.of(SplitMode.values())));
            assertEquals(List.of(), f.texts("x"));
            assertEquals(List.of(), f.numbers("x"));
            assertEquals(Optional.empty(), f.part("x"));
            assertEquals(List.of(), f.parts("x"));
            assertFalse(f.has("x"));
            f.done();
        }
        assertFalse(fields("{}").isNull("x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'x':7} | text | x is 7, expected a text.",
                "{'x':true} | text | x is true, expected a text.",
                "{'x':[1]} | text | x is a list, expected a text.",
                "{} | required | x is missing, expected a text.",
                "{'x':' '} | required | x is missing, expected a text.",
                "{'x':{}} | word | x is a mapping, expected a text.",
                "{'x':'on'} | truth | x is 'on', expected true or false.",
                "{'x':1.5} | whole | x is '1.5', expected an integer.",
                "{'x':'1k'} | whole | x is '1k', expected an integer.",
                "{'x':'0'} | whole | x is 0, expected an integer from 1 to 2147483647.",
                "{'x':0} | whole | x is 0, expected an integer from 1 to 2147483647.",
                "{'x':99999999999999} | whole | x is 99999999999999, expected an integer from 1 to 2147483647.",
                "{'x':-1} | bytes | x is '-1', expected a number of 0 or more.",
                "{'x':'a'} | choice | x is 'a', expected one of none, layer, row, tensor.",
                "{'x':[[]]} | texts | x[0] is a list, expected a text.",
                "{'x':['a']} | numbers | x holds 'a', expected numbers.",
                "{'x':1} | numbers | x is '1', expected a list.",
                "{'x':1} | part | x is '1', expected a group of fields.",
                "{'x':{'y':1}} | part | x.y is 1, expected a text.",
                "{'x':[1]} | parts | x[0] is '1', expected a group of fields.",
                "{'x':[{},{'y':1}]} | parts | x[1].y is 1, expected a text.",
                "{'gpus':'two'} | hardware | gpus is 'two', expected an integer.",
                "{'gguf':'a\\u0000'} | model | gguf is no path: Nul character not allowed.",
                "{'options':{'flash_attn':'maybe'}} | launch | options.flash_attn is 'maybe', expected on, off or"
                        + " auto.",
                "{'options':{'type_k':'q9'}} | launch | options.type_k is 'q9', expected a cache type such as f16 or"
                        + " q8_0.",
                "{'options':{'n_gpu_layers':'some'}} | launch | options.n_gpu_layers is 'some', expected an integer.",
                "{'options':{'split_mode':'x'}} | launch | options.split_mode is 'x', expected one of none, layer,"
                        + " row, tensor.",
                "{'options':{'n_ctx':-5}} | launch | options.n_ctx is -5, expected an integer from 0 to 2147483647.",
                "{'options':7} | launch | options is '7', expected a group of fields.",
                "{'engine_build':'x'} | build | engine_build is not a llama.cpp build: 'x' (write it as v0.8.0)."
            })
    void whatIsWrongIsRefused(String json, String reader, String message) {
        QuestionFields fields = fields(json);
        Consumer<QuestionFields> read = READERS.getOrDefault(reader, f -> {});
        Refusal refusal =
                assertThrows(RefusedException.class, () -> read.accept(fields)).refusal();
        assertEquals("The question cannot be used: " + message, refusal.message());
        assertEquals(Refusal.Kind.BAD_QUESTION, refusal.kind());
        assertEquals("usage", refusal.code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | BAD_QUESTION | usage | The question needs 'gguf' or 'model'.",
                "{'model':''} | BAD_QUESTION | usage | The question needs 'gguf' or 'model'.",
                "{'model':'x','quant':'Q5_KM'} | MODEL | unknown-type | There is no file type 'Q5_KM'.",
                "{'model':'x','vram':'much'} | BAD_QUESTION | usage | "
                        + "--vram: not a size: 'much' (write it as 24GiB or 24576MiB).",
                "{'model':'x','n_ctxx':1} | BAD_QUESTION | usage | "
                        + "The question cannot be used: unknown key 'n_ctxx'; did you mean 'n_ctx'?",
                "{'model':'x','colour':1} | BAD_QUESTION | usage | The question cannot be used: unknown key 'colour'.",
                "{'model':'x','options':{'n_btach':1}} | BAD_QUESTION | usage | "
                        + "The question cannot be used: unknown key 'n_btach' in options; did you mean 'n_batch'?"
            })
    void aQuestionIsReadToItsEnd(String json, Refusal.Kind kind, String code, String message) {
        Refusal refusal = assertThrows(RefusedException.class, () -> {
                    QuestionFields fields = fields(json);
                    ModelFields.read(fields);
                    ModelFields.fileType(fields);
                    fields.hardware();
                    fields.whole("n_ctx", 0);
                    LaunchFields.options(fields, LaunchOptions.defaults());
                    fields.done();
                })
                .refusal();
        assertEquals(message, refusal.message());
        assertEquals(kind, refusal.kind());
        assertEquals(code, refusal.code());
    }

    @ParameterizedTest
    @CsvSource({"[]", "1", "'\"a\"'", "null"})
    void aQuestionIsAnObject(String json) {
        Refusal refusal = assertThrows(RefusedException.class, () -> QuestionFields.of(Json.parse(json)))
                .refusal();
        assertEquals("A question must be a JSON object.", refusal.message());
    }

    @Test
    void remarksAreLeftAlone() {
        QuestionFields f = QuestionFields.of(Json.parse("{\"a\":1,\"b\":2}")).withRemarks("a", "b");
        f.done();
        assertFalse(f.has("c"));
    }

    @Test
    void aMachineIsRead() {
        assertEquals(HardwareSelector.THIS_MACHINE, fields("{}").hardware());
        assertEquals(
                new HardwareSelector(
                        Optional.of("a"),
                        Optional.of(Bytes.ofGib(24)),
                        OptionalInt.of(2),
                        OptionalDouble.of(900),
                        new HostWish(
                                Optional.of(Bytes.ofGib(64)),
                                Optional.of(new MemorySpeed(Optional.empty(), 0, OptionalInt.empty(), 51.2)),
                                Optional.of("Ryzen 5 5600"),
                                Optional.of("windows")),
                        new CardWish(List.of("4.0x16", "OCuLink"), List.of(250.0)),
                        List.of()),
                fields("{'hardware':'a','vram':24,'ram':'65536','gpus':2,'bandwidth':'900GB/s',"
                                + "'ram_bandwidth':51.2,'cpu':'Ryzen 5 5600','os':'Windows',"
                                + "'link':'4.0x16, OCuLink','power':250}")
                        .hardware());
    }

    @Test
    void aModelIsRead() {
        assertEquals(new ModelSource.Named("llama3.1:8b"), ModelFields.read(fields("{'model':'llama3.1:8b'}")));
        assertEquals(
                new ModelSource.HeaderFile(Path.of("a", "x.gguf"), "a/x.gguf"),
                ModelFields.read(fields("{'gguf':'a/x.gguf','model':'y'}")));
        assertEquals(Optional.of(FileType.Q4_K_M), ModelFields.fileType(fields("{'quant':'Q4_K_M'}")));
        assertEquals(Optional.empty(), ModelFields.fileType(fields("{'quant':null}")));
    }

    @Test
    void aLaunchIsRead() {
        LaunchOptions defaults = LaunchOptions.defaults();
        assertEquals(defaults, LaunchFields.options(fields("{}"), defaults));
        assertEquals(defaults, LaunchFields.options(fields("{'options':{}}"), defaults));
        QuestionFields f = fields("{'n_gpu_layers':20,'n_ctx':8192,'n_batch':1024,'n_ubatch':256,'n_parallel':4,"
                + "'kv_unified':true,'n_outputs_max':4,'flash_attn':'on','type_k':'q8_0','type_v':'f16',"
                + "'tensor_split':[3,1],'split_mode':'row','main_gpu':1,'n_cpu_moe':5,'override_tensor':'a=CPU',"
                + "'swa_full':true,'no_kv_offload':true,'op_offload':false,'load_mtp':true,'n_rs_seq':3}");
        LaunchOptions expected = defaults.withNGpuLayers(20)
                .withNCtx(8192)
                .withNBatch(1024)
                .withNUbatch(256)
                .withNParallel(4)
                .withKvUnified(true)
                .withNOutputsMax(4)
                .withFlashAttn(FlashAttn.ON)
                .withTypeK(GgmlType.Q8_0)
                .withTensorSplit(List.of(3.0, 1.0))
                .withSplitMode(SplitMode.ROW)
                .withMainGpu(1)
                .withNCpuMoe(5)
                .withOverrideTensor(List.of("a=CPU"))
                .withSwaFull(true)
                .withNoKvOffload(true)
                .withOpOffload(false)
                .withLoadMtp(true)
                .withNDraft(3);
        assertEquals(expected, LaunchFields.read(f, defaults));
        f.done();
        assertEquals(expected, LaunchFields.read(fields("{}"), expected));
        assertEquals(
                -1,
                LaunchFields.read(fields("{'n_gpu_layers':'all'}"), expected).nGpuLayers());
        assertEquals(
                -1,
                LaunchFields.read(fields("{'n_gpu_layers':'auto'}"), expected).nGpuLayers());
        LaunchOptions allExperts = LaunchFields.read(fields("{'cpu_moe':true,'n_cpu_moe':3}"), defaults);
        assertEquals(Integer.MAX_VALUE, allExperts.nCpuMoe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'flash_attn':true} | ON",
                "{'flash_attn':false} | OFF",
                "{'flash_attn':1} | ON",
                "{'flash_attn':-1} | AUTO",
                "{'flash_attn':'enabled'} | ON",
                "{'flash_attn':'OFF'} | OFF",
                "{'flash_attn':null} | AUTO"
            })
    void flashAttentionIsReadAsLlamaCppReadsIt(String json, FlashAttn expected) {
        assertEquals(
                expected,
                LaunchFields.read(fields(json), LaunchOptions.defaults()).flashAttn());
    }

    @Test
    void aBuildThatNobodyKnowsIsGuessed() {
        LaunchOptions options = LaunchOptions.defaults();
        assertEquals(EngineBuild.NEWEST, LaunchFields.build(fields("{}"), options));
        assertEquals(new EngineBuild(9010), LaunchFields.build(fields("{'engine_build':'b9010'}"), options));
        assertEquals(new EngineBuild(9010), LaunchFields.build(fields("{'engine_build':9010}"), options));
        assertEquals(EngineBuild.guessFor(options), LaunchFields.build(fields("{'engine_build':null}"), options));
    }
}
