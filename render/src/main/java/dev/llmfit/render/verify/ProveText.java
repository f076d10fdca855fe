package dev.llmfit.render.verify;

import dev.llmfit.answers.verify.ProveAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.recommend.RecommendText;

/** A recommendation with its proof, for people. */
public final class ProveText {
    private ProveText() {}

    /** Writes what is recommended, then what was measured. */
    public static void print(ProveAnswer answer, Page page) {
        RecommendText.print(answer.recommended(), page);
        answer.proof().ifPresent(proof -> {
            page.line("");
            VerifyText.print(proof.verification(), page);
        });
    }
}
