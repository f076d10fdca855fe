package dev.llmfit.engine.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.EngineException;
import dev.llmfit.fixtures.FakeRpcServer;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void tellsDevices() throws Exception {
        try (FakeRpcServer server = new FakeRpcServer(7, 2, 1000, 2000)) {
            List<RpcDevice> devices = RpcServer.devices(server.endpoint(), LIMIT);
            assertEquals(2, devices.size());
            assertEquals(new RpcDevice(server.endpoint(), Bytes.of(1001), Bytes.of(2001), true), devices.get(1));
        }
    }

    @Test
    void refusesAnotherProtocol() throws Exception {
        try (FakeRpcServer server = new FakeRpcServer(3, 1, 1000, 2000)) {
            EngineException e = assertThrows(EngineException.class, () -> RpcServer.devices(server.endpoint(), LIMIT));
            assertEquals(EngineException.Kind.UNSUPPORTED, e.kind());
        }
    }

    @Test
    void refusesACrowd() throws Exception {
        try (FakeRpcServer server = new FakeRpcServer(7, 1 << 30, 1000, 2000)) {
            EngineException e = assertThrows(EngineException.class, () -> RpcServer.devices(server.endpoint(), LIMIT));
            assertTrue(String.valueOf(e.getMessage()).contains("1073741824 devices"), e::getMessage);
        }
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        EngineException e = assertThrows(EngineException.class, () -> RpcServer.devices("127.0.0.1:" + port, LIMIT));
        assertEquals(EngineException.Kind.MISSING, e.kind());
        assertThrows(IllegalArgumentException.class, () -> RpcServer.devices("nohost", LIMIT));
        assertThrows(IllegalArgumentException.class, () -> RpcServer.devices("a:b", LIMIT));
    }
}
