package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Plays what agents usually ask once, so that the AOT cache made from the run holds the classes of it. */
public final class SampleSession {
    /** Holds any answer of these, so that the server never waits for its reader. */
    private static final int PIPE = 1 << 20;

    private static final List<String> SESSION = List.of("""
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"rehearsal","version":"1"}}}""", """
            {"jsonrpc":"2.0","method":"notifications/initialized"}""", """
            {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}""", """
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"machine","arguments":{}}}""", """
            {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"size","arguments":{"model":"llama3.1:8b","machine":"RTX 3060"}}}""", """
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"which_model","arguments":{"machine":"RTX 3060"}}}""", """
            {"jsonrpc":"2.0","id":6,"method":"resources/list","params":{}}""", """
            {"jsonrpc":"2.0","id":7,"method":"prompts/list","params":{}}""");

    private static final List<String> REQUESTS = List.of(
            request(1, "server/discover", ""),
            request(2, "tools/list", ""),
            request(3, "tools/call", "\"name\":\"find_models\",\"arguments\":{\"query\":\"qwen3 8b\"},"));

    private SampleSession() {}

    private static String request(int id, String method, String parameters) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"rehearsal\",\"version\":\"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    }

    /**
     * Plays both ways in which the protocol is spoken.
     *
     * @throws IOException if a server ends before it has answered
     */
    public static void play(Workbench bench) throws IOException {
        play(bench, SESSION);
        play(bench, REQUESTS);
    }

    private static void play(Workbench bench, List<String> lines) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE);
        PipedInputStream answered = new PipedInputStream(PIPE);
        PipedOutputStream out = new PipedOutputStream(answered);
        PipedOutputStream asked = new PipedOutputStream(in); // connected before the server reads
        Thread server = Thread.ofPlatform().start(() -> serve(bench, in, out));
        try (asked) {
            for (String line : lines) {
                asked.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                asked.flush();
                if (line.contains("\"id\":")) {
                    awaitLine(answered);
                }
            }
        }
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void serve(Workbench bench, InputStream in, OutputStream out) {
        try (out) { // closed whatever happens: who waits for an answer is told that there will be none
            StdioServer.run(bench, false, "rehearsal", in, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLine(InputStream from) throws IOException {
        for (int b = from.read(); b != '\n'; b = from.read()) {
            if (b < 0) {
                throw new IOException("the server ended before it had answered");
            }
        }
    }
}
