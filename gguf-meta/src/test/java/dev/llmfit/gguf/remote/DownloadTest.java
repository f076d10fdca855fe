package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.reference.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole files. */
class DownloadTest extends ServedRepository {
    @Test
    void downloadsGoOnWhereTheyEnded() throws IOException {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        server.serve(TREE, tree("small-Q8_0.gguf", content));
        server.serve(FILE, content);
        server.trouble(FILE, 0, 2);
        OnlineModels online = online(settings());
        PullPlan plan = PullPlan.of(online, ModelReference.parse("hf:org/small-GGUF"), folder);
        assertEquals(content.length, plan.bytes());
        online.download(plan.headers()).run(plan.files().getFirst(), there -> {});
        Path target = folder.resolve("org/small-GGUF/small-Q8_0.gguf");
        assertTrue(Arrays.equals(content, Files.readAllBytes(target)));
        assertTrue(server.bytesSent() < 2L * content.length);
        server.forget();
        online.download(plan.headers()).run(plan.files().getFirst(), there -> {});
        assertEquals(List.of(), server.requests());
    }

    @Test
    void aDownloadWithAnotherHashIsRefused() throws IOException {
        byte[] announced = new byte[1000];
        byte[] served = new byte[1000];
        served[5] = 1;
        server.serve(TREE, tree("small-Q8_0.gguf", announced));
        server.serve(FILE, served);
        OnlineModels online = online(settings());
        PullPlan plan = PullPlan.of(online, ModelReference.parse("hf:org/small-GGUF"), folder);
        assertThrows(
                RemoteException.class,
                () -> online.download(plan.headers()).run(plan.files().getFirst(), there -> {}));
        assertFalse(Files.exists(plan.files().getFirst().target()));
    }
}
