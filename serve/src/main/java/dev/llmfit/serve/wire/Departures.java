package dev.llmfit.serve.wire;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Notices clients that closed their connection while their answer is being made, and interrupts the thread that makes it. The JDK's server
 * hears of it only when it writes, so the kernel's table of connections is asked; where there is none, on other systems than Linux, nothing
 * is noticed and answers are made to their end.
 */
final class Departures {
    /** The tables of this process's network. */
    static final Path TABLES = Path.of("/proc/self/net");

    /** How often the table is looked at, and how long an answer takes at least before it is worth a look. Judgement. */
    private static final long PAUSE_MILLIS = 100;

    /** A table of a machine with very many connections takes long; looking takes at most one part in so many of the time. Judgement. */
    private static final int SHARE = 20;

    /** Numbers of states in include/net/tcp_states.h of Linux: the connection is open at both ends. */
    private static final int ESTABLISHED = 1;

    /** The client has closed its end: as other servers do, it is taken to want nothing any more. */
    private static final int CLOSE_WAIT = 8;

    /** How IPv4 addresses begin that came to a socket of IPv6: ten bytes of 0, two of 255. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final int HEX = 16;

    private final Path tables;
    private final Set<Waiting> all = ConcurrentHashMap.newKeySet();
    private boolean begun;
    private volatile boolean ended;

    /** Creates what looks into a folder of tables. */
    Departures(Path tables) {
        this.tables = tables;
    }

    /** A client that waits for an answer which a thread makes. */
    final class Waiting implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private final int port;
        private final InetSocketAddress client;
        private boolean seen;

        private Waiting(int port, InetSocketAddress client) {
            this.port = port;
            this.client = client;
        }

        private boolean isSlow(long now) {
            return now - since >= TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        }

        /** Once the connection was seen open, one that is no more in the table was broken off. */
        private boolean isGone(Map<String, Integer> states) {
            Optional<Integer> state =
                    names(port, client).filter(states::containsKey).findFirst().map(states::get);
            boolean open = state.filter(s -> s == ESTABLISHED).isPresent();
            boolean gone = state.filter(s -> s == CLOSE_WAIT).isPresent() || (seen && !open);
            seen |= open;
            return gone;
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }

    /** Says that a client waits for this thread until what is returned is closed. */
    Waiting of(HttpExchange exchange) {
        return of(exchange.getLocalAddress().getPort(), exchange.getRemoteAddress());
    }

    /** Says that a client waits for this thread that is connected with a port of this machine. */
    Waiting of(int port, InetSocketAddress client) {
        Waiting waiting = new Waiting(port, client);
        all.add(waiting);
        begin();
        return waiting;
    }

    private synchronized void begin() {
        if (!begun && Files.isReadable(tables.resolve("tcp"))) {
            Thread.ofVirtual().name("departures").start(this::watch);
        }
        begun = true;
        notifyAll();
    }

    /** Ends it. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void watch() {
        try {
            long pause = PAUSE_MILLIS;
            while (!ended) {
                synchronized (this) {
                    while (all.isEmpty() && !ended) {
                        wait();
                    }
                }
                Thread.sleep(pause);
                long begin = System.nanoTime();
                look(begin);
                pause = Math.max(PAUSE_MILLIS, SHARE * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(long now) {
        List<Waiting> slow = all.stream().filter(w -> w.isSlow(now)).toList();
        if (slow.isEmpty()) {
            return;
        }
        Map<String, Integer> states = new HashMap<>();
        try {
            for (String table : List.of("tcp", "tcp6")) {
                read(tables.resolve(table), states);
            }
        } catch (IOException | UncheckedIOException e) {
            return; // without the table, answers are made to their end
        }
        slow.stream().filter(w -> w.isGone(states)).forEach(this::interrupt);
    }

    /** One that has its answer meanwhile is left alone. */
    private void interrupt(Waiting gone) {
        if (all.remove(gone)) {
            gone.thread.interrupt();
        }
    }

    /** Reads lines as {@code 0: 0100007F:1C68 0100007F:D2A4 01 …}: the number, this end, the other one, the state. */
    private static void read(Path table, Map<String, Integer> states) throws IOException {
        if (!Files.isReadable(table)) {
            return; // no IPv6
        }
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.strip().split(" +", 5);
                if (words.length == 5 && words[0].endsWith(":") && words[1].indexOf(':') > 0) {
                    states.put(words[1].substring(words[1].indexOf(':') + 1) + ' ' + words[2], state(words[3]));
                }
            }
        }
    }

    private static int state(String word) {
        try {
            return Integer.parseInt(word, HEX);
        } catch (NumberFormatException e) {
            return 0; // no state of any connection
        }
    }

    /** Returns what a connection is called in the tables: as one of IPv4, and as one that came to a socket of IPv6. */
    private static Stream<String> names(int port, InetSocketAddress client) {
        String here = String.format(Locale.ROOT, "%04X ", port);
        String there = String.format(Locale.ROOT, ":%04X", client.getPort());
        InetAddress address = client.getAddress();
        String name = hex(address.getAddress());
        return Stream.of(here + name + there, here + hex(MAPPED) + name + there);
    }

    /** The kernel prints addresses as numbers of four bytes in the order of the processor. */
    private static String hex(byte[] address) {
        StringBuilder out = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            out.append(String.format(Locale.ROOT, "%08X", bytes.getInt()));
        }
        return out.toString();
    }
}
