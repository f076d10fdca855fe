package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Answer.Outcome;
import dev.llmfit.answers.bench.BenchDocument;
import dev.llmfit.answers.calibrate.CalibrateDocument;
import dev.llmfit.answers.load.LoadDocument;
import dev.llmfit.answers.transfer.TransferDocument;
import dev.llmfit.answers.verify.VerifyAnswer;
import dev.llmfit.answers.verify.VerifyDocument;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Page;
import dev.llmfit.render.bench.BenchText;
import dev.llmfit.render.calibrate.CalibrateText;
import dev.llmfit.render.load.LoadText;
import dev.llmfit.render.transfer.TransferText;
import dev.llmfit.render.verify.JUnitReport;
import dev.llmfit.render.verify.VerifyText;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts and documents of what engines measured, against recorded ones. */
class MeasuredTextTest {
    record Shown(String name, Outcome outcome, Answer answer, String schema, Page page, JsonObject document) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static <A extends Answer> Shown shown(
            String name,
            Outcome outcome,
            A answer,
            String schema,
            BiConsumer<A, Page> text,
            Function<A, JsonObject> document) {
        Page page = new Page(100, false, Shell.WORDS);
        text.accept(answer, page);
        return new Shown(name, outcome, answer, schema, page, document.apply(answer));
    }

    static List<Shown> answers() {
        return List.of(
                verify("verify-passed", Outcome.DONE, MeasuredAnswers.verified()),
                verify("verify-refuted", Outcome.OUTSIDE_TOLERANCE, MeasuredAnswers.refuted()),
                verify("verify-smaller", Outcome.OUTSIDE_TOLERANCE, MeasuredAnswers.smaller()),
                verify("verify-shrunk", Outcome.DONE, MeasuredAnswers.shrunk()),
                verify("verify-incomplete", Outcome.OUTSIDE_TOLERANCE, MeasuredAnswers.incomplete()),
                shown("bench", Outcome.DONE, MeasuredAnswers.bench(), "bench", BenchText::print, BenchDocument::of),
                shown(
                        "bench-batches",
                        Outcome.DONE,
                        MeasuredAnswers.batches(),
                        "bench",
                        BenchText::print,
                        BenchDocument::of),
                shown(
                        "calibration",
                        Outcome.DONE,
                        MeasuredAnswers.calibration(),
                        "calibration",
                        CalibrateText::print,
                        CalibrateDocument::of),
                shown(
                        "load-started",
                        Outcome.DONE,
                        MeasuredAnswers.started(),
                        "load",
                        LoadText::print,
                        LoadDocument::of),
                shown(
                        "load-running",
                        Outcome.DONE,
                        MeasuredAnswers.running(),
                        "load",
                        LoadText::print,
                        LoadDocument::of),
                shown(
                        "transfer",
                        Outcome.DONE,
                        MeasuredAnswers.transfer(),
                        "bench-transfer",
                        TransferText::print,
                        TransferDocument::of),
                shown(
                        "transfer-taken",
                        Outcome.DONE,
                        MeasuredAnswers.taken(),
                        "bench-transfer",
                        TransferText::print,
                        TransferDocument::of));
    }

    private static Shown verify(String name, Outcome outcome, VerifyAnswer answer) {
        return shown(name, outcome, answer, "verify", VerifyText::print, VerifyDocument::of);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void textAndDocumentAreAsRecorded(Shown shown) throws IOException {
        assertEquals(shown.outcome(), shown.answer().outcome());
        String document = Json.pretty(shown.document());
        SchemaCheck.conforms(shown.schema(), document);
        GoldenText.check("measured/" + shown.name(), shown.page().text() + "\n" + document + "\n");
    }

    @Test
    void junitNamesEachComparison() throws IOException {
        GoldenText.check("measured/junit-passed", JUnitReport.of(MeasuredAnswers.verified(), Shell.WORDS));
        GoldenText.check("measured/junit-refuted", JUnitReport.of(MeasuredAnswers.refuted(), Shell.WORDS));
    }
}
