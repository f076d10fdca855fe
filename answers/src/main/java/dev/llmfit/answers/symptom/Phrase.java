package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.Program;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Words of a log that state a cause.
 *
 * @param symptom what they explain
 * @param id id of the sign; {@code load/…} is a failure that is not for want of memory
 * @param pattern the words; what its groups capture stands in sentences as {@code $1} and {@code $2}
 * @param text the sentence
 * @param fixes what to do, in the words of each program; llama.cpp's stand for those that have none of their own; {@code {size}} and
 *     the like stand for questions
 */
record Phrase(Symptom symptom, String id, Pattern pattern, String text, Map<Program, String> fixes) {
    Phrase {
        fixes = Map.copyOf(fixes);
    }

    /** Creates a phrase that nothing is to be done about yet. */
    static Phrase of(Symptom symptom, String id, String pattern, String text) {
        return new Phrase(symptom, id, Pattern.compile(pattern, Pattern.MULTILINE), text, Map.of());
    }

    /** Returns the phrase with what to do, in every program the same. */
    Phrase fix(String fix) {
        return in(Program.LLAMA_CPP, fix);
    }

    /** Returns the phrase with what to do in Ollama. */
    Phrase ollama(String fix) {
        return in(Program.OLLAMA, fix);
    }

    /** Returns the phrase with what to do in LM Studio. */
    Phrase lmStudio(String fix) {
        return in(Program.LM_STUDIO, fix);
    }

    private Phrase in(Program program, String fix) {
        Map<Program, String> more = new EnumMap<>(Program.class);
        more.putAll(fixes);
        more.put(program, fix);
        return new Phrase(symptom, id, pattern, text, more);
    }

    /** Returns what to do in this program. */
    String fixIn(Program program) {
        return fixes.getOrDefault(program, fixes.getOrDefault(Program.LLAMA_CPP, ""));
    }
}
