package dev.llmfit.engine.verify;

import dev.llmfit.engine.process.ChildProcess;
import dev.llmfit.engine.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real {@code ggml-rpc-server} processes on the loopback interface; they stand in for GPUs. */
final class RpcServers implements AutoCloseable {
    private final List<ChildProcess> processes = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();

    RpcServers(Path program, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            int port = FreePort.find();
            processes.add(ChildProcess.start(
                    "ggml-rpc-server",
                    List.of(program.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port)),
                    Duration.ofMinutes(30)));
            endpoints.add("127.0.0.1:" + port);
            awaitPort(port);
        }
    }

    /** Returns the program beside llama-server, if it was built. */
    static Path program(Path llamaServer) {
        Path place = llamaServer.toAbsolutePath().resolveSibling("ggml-rpc-server");
        return Files.isExecutable(place) ? place : llamaServer.resolveSibling("rpc-server");
    }

    private static void awaitPort(int port) throws IOException, InterruptedException {
        for (int i = 0; ; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (i >= 200) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /** Returns {@code host:port} of each. */
    List<String> endpoints() {
        return List.copyOf(endpoints);
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
    }
}
