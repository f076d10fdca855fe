package dev.llmfit.answers.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuestionTypeTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    @Test
    void everyQuestionOfTheModuleIsInTheList() throws IOException {
        Set<String> listed = Stream.of(QuestionType.values())
                .map(type -> type.question().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Set<String> written = files.filter(f -> f.toString().endsWith("Question.java"))
                    .map(QuestionTypeTest::className)
                    .filter(name -> !name.equals(Question.class.getName()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(written, listed);
        }
    }

    private static String className(Path file) {
        String path =
                SOURCES.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
        return path.substring(0, path.length() - ".java".length());
    }

    @Test
    void eachIsARecordThatHoldsOnlyValues() {
        Set<String> tools = Stream.of(QuestionType.values())
                .flatMap(QuestionTypeTest::records)
                .flatMap(r -> Stream.of(r.getRecordComponents()))
                .map(c -> c.getType().getSimpleName())
                .filter(name -> name.matches(".*(Estimator|Resolver|Finder|Store|Workbench|Environment)"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), tools);
    }

    private static Stream<Class<?>> records(QuestionType type) {
        Class<?> question = type.question();
        List<Class<?>> records = question.isSealed() ? List.of(question.getPermittedSubclasses()) : List.of(question);
        records.forEach(r -> assertTrue(r.isRecord(), r.getName()));
        return records.stream();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "rules | {} | ListAll[]",
                "rules | {'action':'explain','rule':'a/b','hardware':'h'} | Explain[id=a/b, machine=",
                "rules | {'action':'check','yaml':'rules: []'} | Check[source=question, yaml=rules: []]",
                "rules | {'action':'test','yaml':'cases: []','source':'s'} | Test[source=s, yaml=cases: []]",
                "quants | {'model':'m','imatrix':true} | QuantsQuestion[model=Named[reference=m], imatrix=PRESENT, headerOnly=true,",
                "quants | {'gguf':'g','ram':'8GiB','header_only':false} | headerOnly=false, machine=Optional[",
                "plan | {'model':'m','ctx':8192} | PlanQuestion[model=m, ",
                "recommend | {'prefer':'context','model':'m'} | prefer=CONTEXT",
                "together | {'models':['a','b@8k']} | models=[a, b@8k]",
                "compare_machines | {'machines':['a','here']} | machines=[a, here]",
                "size | {'model':'m'} | SizeQuestion[model=Named[reference=m], ",
                "explain | {'model':'m'} | ExplainQuestion[launch=SizeQuestion[model=Named[reference=m], ",
                "fits | {'model':'m'} | FitsQuestion[launch=SizeQuestion[model=Named[reference=m], ",
                "sweep | {'model':'m','over':'ctx','values':['4k','8192']} | over=CTX, values=[4096, 8192]]",
                "files | {'models':['a','b'],'ctx':'8k'} | FilesQuestion[named=[a, b], ",
                "compare_sizes | {'a':{'model':'m'},'b':{'model':'n'}} | b=SizeQuestion[model=Named[reference=n], ",
                "buffers | {'gguf':'g'} | place=Devices[memory=[]]",
                "engine_size | {'engine':'vllm','model':'m','launch':{'tensor_parallel_size':2}} | EngineSizeQuestion[engine=vllm, model=Named[reference=m],",
                "size | {'engine':'vllm','model':'m','hardware':'h'} | EngineSizeQuestion[engine=vllm, model=Named[reference=m],",
                "engine_verify | {'engine':'vllm','model':'m','log':['x']} | EngineVerifyQuestion[engine=vllm, heard=Heard[server=Optional.empty, log=[x],",
                "team | {'engine':'vllm','model':'m','users':10} | wish=TeamWish[users=10, ctx=8192, nodes=1]",
                "recommend | {'engine':'vllm','model':'m','ctx':'4k'} | TeamQuestion[model=Named[reference=m],",
                "buffers | {'engine':'llama.cpp','gguf':'g'} | place=Devices[memory=[]]",
                "model | {'model':'m'} | ModelQuestion[model=m, headerOnly=false]",
                "models | {'query':'q'} | ModelsQuestion[query=q, ",
                "local_models | {} | LocalModelsQuestion[name=, ",
                "symptom | {'symptom':'oom','log':'a\\nb'} | SymptomQuestion[symptom=Optional[OOM], log=[a, b], source=log, ",
                "symptom | {'symptom':'Slow','log':['a','b'],'model':'m','hardware':'h'} | model=Optional[m], hardware=Optional[",
                "probe | {'hardware':'h'} | ProbeQuestion[hardware=HardwareSelector[hardware=Optional[h]",
                "probe | {'deep':true} | fromRaw=Optional.empty, host=Optional.empty, raw=Optional.empty, deep=true]",
                "hardware_names | {} | HardwareNamesQuestion[query=]",
                "matrix | {'yaml':'machines: []'} | MatrixQuestion[source=question, yaml=machines: []]",
                "doctor | {} | DoctorQuestion[report=false]",
                "verify | {'model':'m'} | VerifyQuestion[model=m, launch=WantedLaunch[launch=Launch[",
                "verify | {'model':'m','options':{'n_ctx':0},'force':true} | contextNamed=true, force=true]",
                "verify | {'model':'m','options':{'n_gpu_layers':0}} | contextNamed=false, force=false]",
                "verify | {'model':'m','tolerance':2,'speed':false} | tolerance=Tolerance[buffers=0.02, totals=0.1], speed=false,",
                "verify | {'model':'m','shrink':true} | speed=true, shrink=true,",
                "verify | {'model':'m','assume_bandwidth':936} | assumedBandwidth=OptionalDouble[936.0], use=EngineUse[engine=Optional.empty, limit=PT10M, keep=true]]",
                "verify | {'model':'m','options':{'n_ctx':4096,'n_parallel':4},'threads':8} | nOutputsMax=4,",
                "verify | {'model':'m','threads':8,'rpc_servers':['a:1']} | threads=OptionalInt[8], rpcServers=[a:1]], contextNamed=false,",
                "prove | {'model':'m'} | ProveQuestion[wish=RecommendQuestion[model=Optional[m], ",
                "bench | {} | workloads=[Workload[phase=PP, tokens=512, depth=0], Workload[phase=TG, tokens=128, depth=0]], repetitions=20, enough=PT1M,",
                "bench | {'model':'m','n_prompt':[0],'n_gen':[8],'n_depth':[64],'ubatches':[512,1024]} | ubatches=[512, 1024], workloads=[Workload[phase=TG, tokens=8, depth=64]]",
                "bench | {'repetitions':3,'seconds':5,'engine':'ollama','timeout':60,'store':false} | repetitions=3, enough=PT5S, use=EngineUse[engine=Optional[ollama], limit=PT1M, keep=false]]",
                "calibrate | {'store':false} | CalibrateQuestion[use=EngineUse[engine=Optional.empty, limit=PT10M, keep=false], threads=OptionalInt.empty, enough=PT52S, force=false]",
                "kept | {} | KeptQuestion[]",
                "forget | {'id':'0123abcd'} | ForgetQuestion[what=Optional[0123abcd]]",
                "load | {'concurrency':4} | concurrency=4, requests=OptionalInt.empty, promptTokens=128, answerTokens=64,",
                "load | {'model':'m','concurrency':2,'requests':6,'prompt_tokens':16,'answer_tokens':8} | requests=OptionalInt[6], promptTokens=16, answerTokens=8,",
                "transfer | {'import':'a','export':'b'} | TransferQuestion[source=Optional[a], pasted=Optional.empty, model=Optional.empty, target=Optional[b]]",
                "update | {'from':'f','unsigned':true} | UpdateQuestion[from=Optional[f], unsigned=true, rollback=false]",
                "add | {'model':'config.json','id':'mine'} | AddQuestion[source=config.json, id=Optional[mine], name=Optional.empty, replace=false]",
                "pull | {'model':'m'} | PullQuestion[model=m, force=false, "
            })
    void isReadFromItsFields(String type, String json, String question) {
        Question<?> read = QuestionType.byId(type).orElseThrow().question(Json.parse(json.replace('\'', '"')));
        assertTrue(read.toString().contains(question), read.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "verify | {} | model is missing, expected a text",
                "verify | {'model':'m','tolerance':-1} | tolerance is -1.0, expected a number from 0",
                "verify | {'model':'m','assume_bandwidth':0} | assume_bandwidth is 0.0, expected a number from 0.001",
                "verify | {'model':'m','timeout':86401} | timeout is 86401: an engine runs for 1 to 86400 seconds",
                "verify | {'model':'m','option':{}} | unknown key 'option'; did you mean 'options'?",
                "prove | {'hardware':'rpi5-8g'} | --verify runs on this machine, not on the one that --hardware names.",
                "bench | {'n_prompt':[0],'n_gen':[0]} | n_gen is 0 and so is n_prompt, expected something to time",
                "bench | {'n_prompt':[1.5]} | n_prompt holds 1.5, expected integers from 0",
                "bench | {'ubatches':[0]} | ubatches holds 0.0, expected integers from 1",
                "load | {} | concurrency is missing, expected an integer from 1",
                "load | {'concurrency':4,'requests':2} | concurrency is 4: a load test needs at least one request for each",
                "transfer | {} | import is missing and so is export, expected a file"
            })
    void whatCannotBeMeantIsRefused(String type, String json, String sentence) {
        JsonValue question = Json.parse(json.replace('\'', '"'));
        RefusedException refused = assertThrows(
                RefusedException.class,
                () -> QuestionType.byId(type).orElseThrow().question(question));
        assertEquals(Refusal.Kind.BAD_QUESTION, refused.refusal().kind());
        assertTrue(String.valueOf(refused.getMessage()).contains(sentence), refused::getMessage);
    }

    @Test
    void anActionThatRulesDoNotKnowIsRefused() {
        JsonValue question = Json.parse("{\"action\":\"burn\"}");
        assertThrows(RefusedException.class, () -> QuestionType.RULES.question(question));
    }

    @ParameterizedTest
    @EnumSource(QuestionType.class)
    void hasAnIdAndASentence(QuestionType type) {
        assertEquals(type, QuestionType.byId(type.id()).orElseThrow());
        assertTrue(type.sentence().endsWith("."), type.sentence());
        assertTrue(type.answer().getSimpleName().endsWith("Answer"), type.toString());
        JsonValue nonsense = Json.parse("{\"no such field\":1}");
        assertThrows(RefusedException.class, () -> type.question(nonsense));
    }
}
