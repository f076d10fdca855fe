package dev.llmfit.answers;

import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.NextStep.Ask;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a question said of the machine and of what is wished for. The next question that an answer proposes is about the same
 * machine and wish, so it says so again.
 *
 * @param fields fields of questions with their values, in the order in which they are said
 */
public record Said(SequencedMap<String, String> fields) {
    /** Nothing was said: this machine, and everything else is left to the rules. */
    public static final Said NOTHING = new Said(new LinkedHashMap<>());

    /** Fields that say which machine is meant, as {@link HardwareSelector#fields} names them. */
    public static final Set<String> MACHINE =
            Set.of("hardware", "vram", "ram", "gpus", "bandwidth", "ram_bandwidth", "cpu", "os", "link", "power");

    /** Fields of a wish that each question has beside those of the machine; questions that are not here have neither. */
    private static final Map<String, Set<String>> WISH = Map.of(
            "recommend", Set.of("ctx", "users", "min_tps", "file_type", "cache_type", "margin", "use_case"),
            "plan", Set.of("ctx", "users", "min_tps", "file_type"),
            "size", Set.of(),
            "quants", Set.of(),
            "models", Set.of(),
            "probe", Set.of());

    /** Fields that are about the file of one model; they say nothing of others. */
    private static final Set<String> OF_ITS_FILE = Set.of("file_type", "cache_type");

    /** Questions that mean nothing without a model. */
    private static final Set<String> OF_A_MODEL = Set.of("plan", "size", "quants");

    /** Fields beside those of the machine that name a part of the same question; any other asks for something else. */
    private static final Set<String> SAME = Set.of("emit", "query", "all", "show", "sort");

    public Said {
        fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    /** Returns what was said of a machine. */
    public static Said of(HardwareSelector machine) {
        return new Said(machine.fields());
    }

    /** Returns the same with one more field. */
    public Said and(String field, Object value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(fields);
        more.put(
                field,
                value instanceof Double d && d == Math.rint(d) ? Long.toString(d.longValue()) : value.toString());
        return new Said(more);
    }

    /** Returns the question with what was said before and it does not say otherwise. */
    public Ask again(Ask ask) {
        Set<String> wish = WISH.get(ask.question());
        boolean model = !ask.with().getOrDefault("model", "").isEmpty();
        boolean other = ask.with().keySet().stream()
                .anyMatch(f -> !f.equals("model") && !MACHINE.contains(f) && !SAME.contains(f));
        if (wish == null || other || (OF_A_MODEL.contains(ask.question()) && !model)) {
            return ask;
        }
        boolean anotherMachine = ask.with().keySet().stream().anyMatch(MACHINE::contains);
        Ask more = ask;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            boolean takes = MACHINE.contains(field.getKey())
                    ? !anotherMachine
                    : wish.contains(field.getKey()) && (model || !OF_ITS_FILE.contains(field.getKey()));
            if (takes && !ask.with().containsKey(field.getKey())) {
                more = more.and(field.getKey(), field.getValue());
            }
        }
        return more;
    }
}
