package dev.llmfit.serve.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that go before they are answered. */
@Timeout(120)
class DeparturesTest {
    private static final String SEARCH = "{\"hardware\":\"rtx4090-24g-64g\",\"ctx\":32768,\"users\":4}";

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @EnabledOnOs(OS.LINUX)
    void aThreadWhoseClientClosedIsInterrupted(String address) throws IOException {
        InetAddress host = InetAddress.getByName(address);
        Departures departures = new Departures(Departures.TABLES);
        try (ServerSocket server = new ServerSocket(0, 1, host);
                Socket client = new Socket(host, server.getLocalPort());
                Socket accepted = server.accept();
                Departures.Waiting _ =
                        departures.of(server.getLocalPort(), (InetSocketAddress) accepted.getRemoteSocketAddress())) {
            assertFalse(interruptedWithin(300), "as long as it is there it is waited for");
            client.shutdownOutput(); // the kernel sends what it sends when the client closes
            assertTrue(interruptedWithin(30_000));
        } finally {
            departures.end();
        }
    }

    /** A table that cannot be had, or says what no kernel says, ends no answer. */
    @Test
    void withoutATableNobodyGoes(@TempDir Path folder) throws IOException {
        for (String table :
                new String[] {"", "  sl  local_address\n  0: x:y z w\n 1: 0100007F:04D2 0100007F:162E 4294967304 0\n"
                }) {
            if (!table.isEmpty()) {
                Files.writeString(folder.resolve("tcp"), table);
            }
            Departures departures = new Departures(folder);
            try (Departures.Waiting _ =
                    departures.of(1234, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5678))) {
                assertFalse(interruptedWithin(250));
            } finally {
                departures.end();
            }
        }
    }

    private static boolean interruptedWithin(long millis) {
        try {
            Thread.sleep(millis);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSearchEndsWithItsClientAndIsAnsweredWhenAskedAgain(@TempDir Path folder) throws Exception {
        BlockingQueue<JsonObject> log = new LinkedBlockingQueue<>();
        try (RunningServer server = RunningServer.start(folder, RunningServer.settings(), log::add)) {
            String path = "/api/v1/recommend";
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                client.getOutputStream()
                        .write(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: " + SEARCH.length()
                                        + "\r\n\r\n" + SEARCH)
                                .getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
                until(server, 1);
            }
            until(server, 0);
            JsonObject line = log.take();
            while (!line.get("path").flatMap(JsonValue::asText).orElse("").equals(path)) {
                line = log.take();
            }
            assertTrue(line.get("broken_off").isPresent(), "it has no answer: " + line);
            assertEquals(200, server.post(path, SEARCH).statusCode());
        }
    }

    /** Waits until so many searches are being made. */
    private static void until(RunningServer server, int searches) throws IOException, InterruptedException {
        while (!server.get("/metrics").body().contains("llmfit_searches_going " + searches + "\n")) {
            Thread.sleep(5);
        }
    }
}
