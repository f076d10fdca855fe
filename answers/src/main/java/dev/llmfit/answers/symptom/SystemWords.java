package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.RunLog;
import java.util.regex.Pattern;

/** Where the system of a log keeps what a hint names; Linux' places where the log does not tell its system. */
final class SystemWords {
    private static final Pattern WINDOWS = Pattern.compile(
            "\\b[A-Z]:\\\\|\\.exe\\b|\\.dll\\b|WDDM|(?i:0xc0000)|\\b184467440|%LOCALAPPDATA%|\\bWindows\\b|MSVC");

    private static final Pattern MACOS =
            Pattern.compile("ggml_metal|\\bMTL0\\b|GPU name: +Apple|Apple M[0-9]|zsh: |/Users/|/Applications/|darwin");

    private final boolean windows;
    private final boolean macos;

    private SystemWords(boolean windows, boolean macos) {
        this.windows = windows;
        this.macos = macos;
    }

    /** Reads the system of a log from its paths, programs and drivers. */
    static SystemWords of(RunLog log) {
        String text = log.prints().text();
        boolean windows = WINDOWS.matcher(text).find();
        return new SystemWords(windows, !windows && MACOS.matcher(text).find());
    }

    /** Returns where Ollama's server writes its log. */
    String serverLog() {
        return windows
                ? "%LOCALAPPDATA%\\Ollama\\server.log"
                : macos ? "~/.ollama/logs/server.log" : "journalctl -u ollama -n 200";
    }

    /** Returns what tells that the system ended a process. */
    String killed() {
        return windows
                ? "the event viewer (event 2004)"
                : macos ? "Console, crash reports (JetsamEvent)," : "dmesg | grep -i killed";
    }

    /** Returns a sentence with the places put in for {@code {serverlog}} and {@code {killed}}. */
    String in(String fix) {
        return fix.replace("{serverlog}", serverLog()).replace("{killed}", killed());
    }
}
