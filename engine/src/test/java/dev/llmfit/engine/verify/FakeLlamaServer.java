package dev.llmfit.engine.verify;

import com.sun.net.httpserver.HttpServer;
import dev.llmfit.sizing.BufferSizes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A {@code llama-server} that has memory for a certain context only and prints sizes that it was given. */
final class FakeLlamaServer {
    private static final String SCRIPT = """
            #!/bin/sh
            case "$1" in
            --version) echo "version: 11434 (fake)" >&2; exit 0 ;;
            --help) echo "-fit, -lv, --load-mode on|off|auto"; exit 0 ;;
            esac
            exec "%s" -XX:TieredStopAtLevel=1 -cp "%s" %s %d %s "$@"
            """;

    private FakeLlamaServer() {}

    /** Writes the program into a folder. */
    static void install(Path folder, int mostContext, BufferSizes host) throws IOException {
        String sizes = String.format(
                Locale.ROOT,
                "%.2f %.2f %.2f",
                host.weights().mib(),
                host.context().mib(),
                host.compute().mib());
        String text = SCRIPT.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                FakeLlamaServer.class.getName(),
                mostContext,
                sizes);
        Path program = Files.writeString(folder.resolve("llama-server"), text);
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
    }

    public static void main(String[] args) throws IOException {
        List<String> all = List.of(args);
        int context = Integer.parseInt(all.get(all.indexOf("-c") + 1));
        if (context > Integer.parseInt(args[0])) {
            System.err.println(
                    "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 123456789");
            System.exit(1);
        }
        System.err.println("load_tensors:          CPU model buffer size =   " + args[1] + " MiB");
        System.err.println("llama_kv_cache:        CPU KV buffer size =   " + args[2] + " MiB");
        System.err.println("sched_reserve:        CPU compute buffer size =   " + args[3] + " MiB");
        int port = Integer.parseInt(all.get(all.indexOf("--port") + 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }
}
