package dev.llmfit.serve;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.live.LiveServer;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A server on a free port of this machine that knows nothing of its user. */
public final class RunningServer implements AutoCloseable {
    /** Machines that build are slow. */
    private static final int PATIENCE = 120;

    private final LiveServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningServer(LiveServer server) {
        this.server = server;
    }

    /** Returns settings for a free port of this machine. */
    public static ServeSettings settings() {
        return new ServeSettings(
                InetAddress.getLoopbackAddress(),
                0,
                false,
                Optional.empty(),
                false,
                Set.of(),
                Set.of(),
                false,
                PATIENCE,
                "test");
    }

    /** Starts one; what a user has is looked for in a folder. */
    public static RunningServer start(Path folder, ServeSettings settings) throws IOException {
        return new RunningServer(LiveServer.start(settings, bench(folder), lanes -> List.of(), Optional.empty()));
    }

    /** Starts one that tells of each call. */
    public static RunningServer start(Path folder, ServeSettings settings, Consumer<JsonObject> log)
            throws IOException {
        return new RunningServer(LiveServer.start(settings, bench(folder), lanes -> List.of(), Optional.of(log)));
    }

    /** Returns what answers, with a folder in place of the user's. */
    public static Workbench bench(Path folder) {
        Environment environment = Environment.ofProcess()
                .withVariables(Map.of(
                        "LLMFIT_DATA_HOME", folder.resolve("data").toString(),
                        "XDG_CONFIG_HOME", folder.resolve("config").toString()))
                .withHome(folder);
        return Workbench.of(new Settings(environment, true));
    }

    /** Returns where it answers. */
    public String address() {
        return server.address();
    }

    /** Returns the port. */
    public int port() {
        return URI.create(server.address()).getPort();
    }

    /** Begins a request. */
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).timeout(Duration.ofSeconds(PATIENCE));
    }

    /** Returns the response to a request. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Returns what stands at an address. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    /** Returns the response to a question. */
    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(
                to(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
