package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Workbench;
import dev.llmfit.mcp.tools.Library;
import dev.llmfit.mcp.tools.NameCompletion;
import dev.llmfit.mcp.tools.Prompt;
import dev.llmfit.mcp.tools.Tool;
import dev.llmfit.mcp.tools.ToolCalls;
import dev.llmfit.mcp.tools.Toolbox;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server offers, whatever the version of the protocol.
 *
 * @param tools the tools
 * @param calls answers calls of them
 * @param library what can be read
 * @param names what completes the arguments of both
 * @param prompts what people choose
 * @param version version of the program
 * @param json reads and writes messages
 */
record Offer(
        List<Tool> tools,
        ToolCalls calls,
        Library library,
        NameCompletion names,
        List<Prompt> prompts,
        String version,
        McpJsonMapper json) {
    Offer {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
    }

    /** Name of the server. */
    static final String NAME = "llmfit";

    /** What an agent is told before its first call. */
    static final String INSTRUCTIONS = """
            Sizes local language models: exact memory, speed as a range, and the launch an expert would pick.
            Begin with which_model; size answers about one launch, diagnose about a log. Numbers say whence they are.
            A machine is named as people say it ('RTX 4090', '2x 3090', 'M3 Max 64GB'); without one it is this machine.
            Ranges are meant: quote both ends. What nobody measured is said to be not measured.""";

    /** Returns what is offered over a workbench. */
    static Offer of(Workbench bench, boolean mayRun, String version) {
        Toolbox toolbox = new Toolbox(bench, mayRun);
        return new Offer(
                toolbox.tools(),
                toolbox,
                new Library(bench),
                new NameCompletion(bench),
                Prompt.all(),
                version,
                new JacksonMcpJsonMapper(JsonMapper.builder().build()));
    }
}
