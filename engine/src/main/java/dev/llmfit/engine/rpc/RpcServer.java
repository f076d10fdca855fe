package dev.llmfit.engine.rpc;

import dev.llmfit.engine.EngineException;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks one of llama.cpp's RPC servers for its devices and measures the way to it.
 *
 * <p>Source: {@code ggml/src/ggml-rpc/ggml-rpc.cpp} of llama.cpp b11434, protocol 7. A request is a command byte, a 64-bit size
 * and the content; an answer is a size and the content; all little-endian and packed.
 */
public final class RpcServer implements AutoCloseable {
    /** {@code RPC_PROTO_MAJOR_VERSION}. */
    private static final int PROTOCOL = 7;

    /** More than any machine has; what claims more is no such server. Judgement. */
    private static final int MAX_DEVICES = 64;

    /** {@code rpc_cmd} of the source named above, as those below. */
    private static final int GET_DEVICE_MEMORY = 11;

    /** {@code RPC_CMD_ALLOC_BUFFER}. */
    private static final int ALLOC_BUFFER = 0;

    /** {@code RPC_CMD_BUFFER_GET_BASE}. */
    private static final int BUFFER_GET_BASE = 3;

    /** {@code RPC_CMD_FREE_BUFFER}, which is not answered. */
    private static final int FREE_BUFFER = 4;

    /** {@code RPC_CMD_SET_TENSOR}, which is not answered. */
    private static final int SET_TENSOR = 6;

    /** {@code RPC_CMD_GET_TENSOR}. */
    private static final int GET_TENSOR = 8;

    /** {@code GGML_TYPE_I8}. */
    private static final int I8 = 24;

    /** Place of {@code data} in {@code rpc_tensor}, behind type, shape, operation, sources and view. */
    private static final int DATA = 220;

    /** Bytes of a first copy: 20 ms each way at 100 Mbit/s. */
    private static final int SMALL = 1 << 18;

    /** Bytes of the second one: 34 ms each way at gigabit. */
    private static final int LARGE = 1 << 22;

    /** Seconds from which on a copy tells the rate well enough; judgement. */
    private static final double ENOUGH = 0.03;

    /** Round trips, of which the least counts; judgement. */
    private static final int TRIPS = 5;

    private static final double NANO = 1e9;

    /** {@code RPC_CMD_GET_ALLOC_SIZE}. */
    private static final int GET_ALLOC_SIZE = 13;

    /** {@code RPC_CMD_HELLO}. */
    private static final int HELLO = 14;

    /** {@code RPC_CMD_DEVICE_COUNT}. */
    private static final int DEVICE_COUNT = 15;

    /** {@code RPC_CONN_CAPS_SIZE}. */
    private static final int CAPABILITIES = 24;

    /** Bytes of {@code rpc_tensor}. */
    private static final int TENSOR = 296;

    /** How many tensors follow in a request for an allocation size ({@code GGML_MAX_SRC}). */
    private static final int SOURCES = 10;

    /** {@code GGML_TYPE_Q4_0}. */
    private static final int Q4_0 = 2;

    /** Elements of a block of Q4_0 ({@code QK4_0}). */
    private static final int BLOCK = 32;

    /** Bytes of a block of Q4_0: 16 of quants and a scale in F16. */
    private static final int BLOCK_BYTES = 18;

    private final String endpoint;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private RpcServer(String endpoint, Socket socket) throws IOException {
        this.endpoint = endpoint;
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /**
     * Returns the devices of a server.
     *
     * @param endpoint {@code host:port}
     * @param limit for connecting and for each answer
     * @throws EngineException if there is no such server, it does not answer, or speaks another protocol
     * @throws IllegalArgumentException if {@code endpoint} is not {@code host:port}
     */
    public static List<RpcDevice> devices(String endpoint, Duration limit) throws EngineException {
        return connected(endpoint, limit, RpcServer::devices);
    }

    /**
     * Measures the way to a server: the least of some round trips, and a copy of a few MiB there and back, for which a buffer is
     * allocated on its first device and freed again.
     *
     * @param endpoint {@code host:port}
     * @param limit for connecting and for each answer
     * @throws EngineException if there is no such server, it does not answer, or speaks another protocol
     * @throws IllegalArgumentException if {@code endpoint} is not {@code host:port}
     */
    public static RpcLink link(String endpoint, Duration limit) throws EngineException {
        return connected(endpoint, limit, RpcServer::link);
    }

    /** What is asked of a server. */
    private interface Asking<V> {
        V of(RpcServer server) throws IOException;
    }

    private static <V> V connected(String endpoint, Duration limit, Asking<V> asking) throws EngineException {
        InetSocketAddress address = address(endpoint);
        if (address.isUnresolved()) {
            throw failure(EngineException.Kind.MISSING, "The RPC server " + endpoint + " has no known address");
        }
        Socket socket = new Socket();
        try {
            // Else a short message waits for the acknowledgement of the one before, 40 ms and more.
            socket.setTcpNoDelay(true);
            socket.connect(address, Math.toIntExact(limit.toMillis()));
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            try (RpcServer server = new RpcServer(endpoint, socket)) {
                server.hello();
                return asking.of(server);
            }
        } catch (SocketTimeoutException e) {
            throw failure(
                    EngineException.Kind.TIMEOUT,
                    "The RPC server " + endpoint + " did not answer within " + limit.toSeconds() + " s");
        } catch (IOException e) {
            throw failure(
                    EngineException.Kind.MISSING,
                    "The RPC server " + endpoint + " cannot be asked (" + e.getMessage() + ")");
        } finally {
            closeQuietly(socket);
        }
    }

    private static InetSocketAddress address(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + endpoint + "' is not host:port");
        }
        try {
            return new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + endpoint + "' is not host:port", e);
        }
    }

    private static EngineException failure(EngineException.Kind kind, String message) {
        return new EngineException(
                kind,
                message,
                Hint.of("start ggml-rpc-server there, or name its device with {0}", new Change("hardware", "")));
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The answer is already there, or the connection is lost anyway.
        }
    }

    private void hello() throws IOException, EngineException {
        ByteBuffer answer = ask(HELLO, ByteBuffer.allocate(CAPABILITIES), 4 + CAPABILITIES);
        int major = answer.get(0);
        if (major != PROTOCOL) {
            throw failure(
                    EngineException.Kind.UNSUPPORTED,
                    "The RPC server " + endpoint + " speaks protocol " + major + "; " + EngineBuild.NEWEST + " speaks "
                            + PROTOCOL);
        }
    }

    private List<RpcDevice> devices() throws IOException {
        int count = ask(DEVICE_COUNT, ByteBuffer.allocate(0), 4).getInt(0);
        if (count < 0 || count > MAX_DEVICES) {
            throw new IOException("it claims " + count + " devices");
        }
        List<RpcDevice> devices = new ArrayList<>();
        for (int d = 0; d < count; d++) {
            ByteBuffer memory = ask(GET_DEVICE_MEMORY, number(d), 16);
            long block = ask(GET_ALLOC_SIZE, blockOfQ4(d), 8).getLong(0);
            devices.add(new RpcDevice(
                    endpoint,
                    Bytes.of(Math.max(0, memory.getLong(0))),
                    Bytes.of(Math.max(0, memory.getLong(8))),
                    block > BLOCK_BYTES));
        }
        return devices;
    }

    private RpcLink link() throws IOException {
        double trip = Double.MAX_VALUE;
        for (int i = 0; i < TRIPS; i++) {
            long start = System.nanoTime();
            ask(DEVICE_COUNT, ByteBuffer.allocate(0), 4);
            trip = Math.min(trip, (System.nanoTime() - start) / NANO);
        }
        ByteBuffer wanted = littleEndian(12).putInt(0, 0).putLong(4, LARGE);
        long buffer = ask(ALLOC_BUFFER, wanted, 16).getLong(0);
        if (buffer == 0) {
            return new RpcLink(trip, 0);
        }
        ByteBuffer pointer = littleEndian(8).putLong(0, buffer);
        long base = ask(BUFFER_GET_BASE, pointer, 8).getLong(0);
        double seconds = copy(buffer, base, SMALL);
        int size = SMALL;
        if (seconds < ENOUGH) {
            size = LARGE;
            seconds = copy(buffer, base, LARGE);
        }
        send(FREE_BUFFER, pointer);
        // Each way takes its half of the round trip and its share of the copy.
        double copying = Math.max(seconds - 2 * trip, seconds / 10);
        return new RpcLink(trip, 2.0 * size / copying);
    }

    /** Returns the seconds to write so many bytes into a buffer and to read them back. */
    private double copy(long buffer, long base, int size) throws IOException {
        ByteBuffer tensor = littleEndian(TENSOR);
        tensor.putLong(1).putInt(I8).putLong(buffer);
        tensor.putInt(size).putInt(1).putInt(1).putInt(1);
        tensor.putInt(1).putInt(size).putInt(size).putInt(size);
        tensor.putLong(DATA, base);
        ByteBuffer set = littleEndian(TENSOR + 1 + 8 + size).put(0, tensor, 0, TENSOR);
        ByteBuffer get = littleEndian(TENSOR + 8 + 8).put(0, tensor, 0, TENSOR).putLong(TENSOR + 8, size);
        long start = System.nanoTime();
        send(SET_TENSOR, set);
        ask(GET_TENSOR, get, size);
        return (System.nanoTime() - start) / NANO;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer number(int device) {
        return littleEndian(4).putInt(0, device);
    }

    /** A tensor of one Q4_0 block, without sources. */
    private static ByteBuffer blockOfQ4(int device) {
        ByteBuffer request = littleEndian(4 + TENSOR * (1 + SOURCES));
        request.putInt(device).putLong(1).putInt(Q4_0).putLong(0);
        request.putInt(BLOCK).putInt(1).putInt(1).putInt(1);
        for (int i = 0; i < 4; i++) {
            request.putInt(BLOCK_BYTES);
        }
        return request.rewind();
    }

    private void write(ByteBuffer buffer) throws IOException {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        out.write(bytes);
    }

    private void send(int command, ByteBuffer content) throws IOException {
        ByteBuffer head = littleEndian(9);
        head.put((byte) command).putLong(content.capacity());
        write(head);
        write(content);
        out.flush();
    }

    private ByteBuffer ask(int command, ByteBuffer content, int expected) throws IOException {
        send(command, content);
        byte[] size = in.readNBytes(8);
        if (size.length < 8) {
            throw new IOException("it ended the connection");
        }
        long announced = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (announced != expected) {
            throw new IOException("it answers command " + command + " with " + announced + " bytes, not " + expected);
        }
        byte[] answer = in.readNBytes(expected);
        if (answer.length < expected) {
            throw new IOException("it ended the connection");
        }
        return ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
