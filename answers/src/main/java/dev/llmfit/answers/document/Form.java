package dev.llmfit.answers.document;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.AnswerDocument;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.JsonObject;
import java.util.function.Function;

/**
 * How a question and its answer are written.
 *
 * @param question type of the question
 * @param answer type of the answer
 * @param reader reads the question's fields
 * @param writer writes the answer
 */
record Form<A extends Answer, Q extends Question<A>>(
        Class<Q> question, Class<A> answer, Function<QuestionFields, Q> reader, Function<A, JsonObject> writer) {
    JsonObject answer(QuestionFields fields, Workbench bench, Progress progress) {
        Q question = reader.apply(fields);
        return AnswerDocument.of(question, bench.ask(question, progress), writer);
    }
}
