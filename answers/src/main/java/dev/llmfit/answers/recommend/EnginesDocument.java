package dev.llmfit.answers.recommend;

import dev.llmfit.answers.fields.RangeJson;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.team.EngineComparison;
import dev.llmfit.rules.Finding;

/** Engines side by side as part of a document. */
public final class EnginesDocument {
    private EnginesDocument() {}

    /** Returns the part {@code engines} of a document. */
    public static JsonObject of(EngineComparison engines) {
        return JsonObject.builder()
                .put("best", engines.best())
                .putIfPresent("why", engines.why().map(EnginesDocument::said))
                .put("served", engines.rows().stream().map(EnginesDocument::row).toList())
                .put(
                        "because",
                        engines.findings().stream()
                                .map(f -> CandidateDocument.finding(f).build())
                                .toList())
                .put("before", engines.before())
                .put(
                        "commands",
                        engines.commands().stream()
                                .map(c -> JsonObject.builder()
                                        .put("program", c.program())
                                        .put("line", c.line())
                                        .build())
                                .toList())
                .put("absent", engines.absent())
                .build();
    }

    /** Returns the text of a finding as documents say it. */
    public static String said(Finding finding) {
        return CandidateDocument.said(finding.text());
    }

    private static JsonObject row(EngineComparison.Row row) {
        JsonObject.Builder out = JsonObject.builder()
                .put("engine", row.engine())
                .put("release", row.release())
                .put("weights", row.kept())
                .put("users", row.users());
        row.total().ifPresent(r -> out.put("total_tok_s", RangeJson.exact(r)));
        row.each().ifPresent(r -> out.put("each_tok_s", RangeJson.exact(r)));
        return out.put("basis", row.basis()).build();
    }
}
