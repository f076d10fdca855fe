package dev.llmfit.answers.document;

import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.answers.engines.EngineVerifyDocument;
import dev.llmfit.answers.fields.QuestionFields;

/** The type that reads a question: a launch of an engine with arguments of its own has another than one of llama.cpp. */
final class MeantType {
    private MeantType() {}

    static QuestionType of(QuestionType asked, QuestionFields fields) {
        return switch (asked) {
            case SIZE, BUFFERS -> EngineSizeDocument.isAsked(fields) ? QuestionType.ENGINE_SIZE : asked;
            case RECOMMEND -> EngineSizeDocument.isAsked(fields) ? QuestionType.TEAM : asked;
            case VERIFY -> EngineVerifyDocument.isAsked(fields) ? QuestionType.ENGINE_VERIFY : asked;
            default -> asked;
        };
    }
}
