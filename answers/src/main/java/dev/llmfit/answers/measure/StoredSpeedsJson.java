package dev.llmfit.answers.measure;

import dev.llmfit.json.JsonObject;

/** What was kept of a measurement, in documents. */
public final class StoredSpeedsJson {
    private StoredSpeedsJson() {}

    /** Returns {@code id}, null if nothing was kept, and {@code not_kept}, the reasons. */
    public static JsonObject of(StoredSpeeds stored) {
        return JsonObject.builder()
                .putOrNull("id", stored.id())
                .put("not_kept", stored.reasons())
                .build();
    }
}
