package dev.llmfit.answers.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Question;
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
                "compare_machines | {'machines':['a','here']} | machines=[a, here]",
                "size | {'model':'m'} | SizeQuestion[model=Named[reference=m], ",
                "explain | {'model':'m'} | ExplainQuestion[launch=SizeQuestion[model=Named[reference=m], ",
                "compare_sizes | {'a':{'model':'m'},'b':{'model':'n'}} | b=SizeQuestion[model=Named[reference=n], ",
                "buffers | {'gguf':'g'} | place=Devices[memory=[]]",
                "model | {'model':'m'} | ModelQuestion[model=m, headerOnly=false]",
                "models | {'query':'q'} | ModelsQuestion[query=q, ",
                "local_models | {} | LocalModelsQuestion[name=, ",
                "symptom | {'symptom':'oom','log':'a\\nb'} | SymptomQuestion[symptom=OOM, log=[a, b], source=log, ",
                "symptom | {'symptom':'Slow','log':['a','b'],'model':'m','hardware':'h'} | model=Optional[m], hardware=Optional[",
                "probe | {'hardware':'h'} | ProbeQuestion[hardware=HardwareSelector[hardware=Optional[h]",
                "probe | {'deep':true} | fromRaw=Optional.empty, raw=Optional.empty, deep=true]",
                "hardware_names | {} | HardwareNamesQuestion[]",
                "matrix | {'yaml':'machines: []'} | MatrixQuestion[source=question, yaml=machines: []]",
                "doctor | {} | DoctorQuestion[report=false]",
                "pull | {'model':'m'} | PullQuestion[model=m, force=false, "
            })
    void isReadFromItsFields(String type, String json, String question) {
        Question<?> read = QuestionType.byId(type).orElseThrow().question(Json.parse(json.replace('\'', '"')));
        assertTrue(read.toString().contains(question), read.toString());
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
