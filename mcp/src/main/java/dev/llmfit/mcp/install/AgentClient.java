package dev.llmfit.mcp.install;

import dev.llmfit.units.Environment;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that start servers of the Model Context Protocol, and where each keeps its list (their manuals, November 2026). */
public enum AgentClient {
    /** Claude Desktop. */
    CLAUDE("claude", "Claude Desktop", "mcpServers"),
    /** Claude Code, for one project. */
    CLAUDE_CODE("claude-code", "Claude Code", "mcpServers"),
    /** Cursor. */
    CURSOR("cursor", "Cursor", "mcpServers"),
    /** Visual Studio Code. */
    VSCODE("vscode", "Visual Studio Code", "servers"),
    /** Windsurf. */
    WINDSURF("windsurf", "Windsurf", "mcpServers"),
    /** LM Studio. */
    LM_STUDIO("lmstudio", "LM Studio", "mcpServers"),
    /** Gemini CLI. */
    GEMINI("gemini", "Gemini CLI", "mcpServers");

    private final String id;
    private final String title;
    private final String list;

    AgentClient(String id, String title, String list) {
        this.id = id;
        this.title = title;
        this.list = list;
    }

    /** Returns the client of a name. */
    public static Optional<AgentClient> byId(String id) {
        return Stream.of(values())
                .filter(c -> c.id.equals(id.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Returns its name on the command line. */
    public String id() {
        return id;
    }

    /** Returns its name for people. */
    public String title() {
        return title;
    }

    /** Returns the member of its file that holds the servers. */
    String list() {
        return list;
    }

    /** Returns its file. Claude Code's is that of the project in the current folder. */
    public Path file(Environment environment) {
        Path home = environment.home();
        return switch (this) {
            case CLAUDE -> settings(environment).resolve("Claude").resolve("claude_desktop_config.json");
            case CLAUDE_CODE -> Path.of(".mcp.json");
            case CURSOR -> home.resolve(".cursor").resolve("mcp.json");
            case VSCODE -> settings(environment).resolve("Code").resolve("User").resolve("mcp.json");
            case WINDSURF -> home.resolve(".codeium").resolve("windsurf").resolve("mcp_config.json");
            case LM_STUDIO -> home.resolve(".lmstudio").resolve("mcp.json");
            case GEMINI -> home.resolve(".gemini").resolve("settings.json");
        };
    }

    /** Returns the folder where programs of the system keep their settings. */
    private static Path settings(Environment environment) {
        Path home = environment.home();
        if (environment.isMac()) {
            return home.resolve("Library").resolve("Application Support");
        }
        if (environment.isWindows()) {
            return environment
                    .variable("APPDATA")
                    .map(Path::of)
                    .orElse(home.resolve("AppData").resolve("Roaming"));
        }
        return environment.variable("XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"));
    }
}
