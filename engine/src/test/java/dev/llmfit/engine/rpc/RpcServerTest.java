package dev.llmfit.engine.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.EngineException;
import dev.llmfit.units.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void tellsDevices() throws Exception {
        try (Fake server = new Fake(7, 2)) {
            List<RpcDevice> devices = RpcServer.devices(server.endpoint(), LIMIT);
            assertEquals(2, devices.size());
            assertEquals(new RpcDevice(server.endpoint(), Bytes.of(1001), Bytes.of(2001), true), devices.get(1));
        }
    }

    @Test
    void refusesAnotherProtocol() throws Exception {
        try (Fake server = new Fake(3, 1)) {
            EngineException e = assertThrows(EngineException.class, () -> RpcServer.devices(server.endpoint(), LIMIT));
            assertEquals(EngineException.Kind.UNSUPPORTED, e.kind());
        }
    }

    @Test
    void refusesACrowd() throws Exception {
        try (Fake server = new Fake(7, 1 << 30)) {
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

    /** Answers the four questions of the protocol for one connection. */
    private static final class Fake implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final Thread thread;
        private final int protocol;
        private final int count;

        Fake(int protocol, int count) throws IOException {
            this.protocol = protocol;
            this.count = count;
            this.thread = Thread.ofVirtual().start(this::serve);
        }

        String endpoint() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        private void serve() {
            try (Socket client = socket.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                for (int command = in.read(); command >= 0; command = in.read()) {
                    long size = ByteBuffer.wrap(in.readNBytes(8))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong();
                    ByteBuffer request =
                            ByteBuffer.wrap(in.readNBytes((int) size)).order(ByteOrder.LITTLE_ENDIAN);
                    byte[] answer = answer(command, request);
                    ByteBuffer head = ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(answer.length);
                    client.getOutputStream().write(head.array());
                    client.getOutputStream().write(answer);
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        private byte[] answer(int command, ByteBuffer request) {
            ByteBuffer answer = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            switch (command) {
                case 14 -> answer.put((byte) protocol).position(28);
                case 15 -> answer.putInt(count);
                case 11 -> answer.putLong(1000 + request.getInt(0)).putLong(2000 + request.getInt(0));
                case 13 -> answer.putLong(request.capacity() == 4 + 11 * 296 ? 288 : 0);
                default -> throw new IllegalStateException("command " + command);
            }
            byte[] bytes = new byte[answer.position()];
            answer.flip().get(bytes);
            return bytes;
        }

        @Override
        public void close() throws IOException {
            socket.close();
            thread.interrupt();
        }
    }
}
