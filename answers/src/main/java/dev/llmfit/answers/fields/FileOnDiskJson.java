package dev.llmfit.answers.fields;

import dev.llmfit.answers.FileOnDisk;
import dev.llmfit.json.JsonObject;
import java.util.Locale;

/** A model's file and the disk that it would lie on, as JSON. */
public final class FileOnDiskJson {
    private FileOnDiskJson() {}

    /** Returns {@code folder}, {@code file_bytes}, {@code free}, {@code fits}, times in seconds and what they rest on. */
    public static JsonObject of(FileOnDisk file) {
        JsonObject.Builder json = JsonObject.builder()
                .put("folder", file.disk().folder())
                .put("file_bytes", file.bytes())
                .put("free", file.disk().free())
                .put("fits", file.fits())
                .put("link_mbit_s", FileOnDisk.LINK)
                .put("download_s", file.downloadSeconds());
        file.disk()
                .kind()
                .ifPresent(kind -> json.put(
                        "load_s",
                        JsonObject.builder()
                                .put("low", file.loadsAtBest().orElseThrow())
                                .put("high", file.loadsAtWorst().orElseThrow())
                                .put("basis", kind.name().toLowerCase(Locale.ROOT))
                                .build()));
        return json.build();
    }
}
