package dev.llmfit.cli;

import dev.llmfit.cli.Examples.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How the help of a command is laid out: what it does, examples, then its options in groups. */
final class HelpLayout {
    private static final String EXAMPLES = "examples";

    private HelpLayout() {}

    /** Lays the help of a command out, and of the commands below it. */
    static void of(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        if (spec.parent() != null) {
            usage.abbreviateSynopsis(true);
            usage.commandListHeading("%nCommands:%n");
            List<String> keys = new ArrayList<>(usage.sectionKeys());
            keys.remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING);
            keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING), EXAMPLES);
            usage.sectionKeys(keys);
            Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(usage.sectionMap());
            sections.put(EXAMPLES, HelpLayout::examples);
            sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
            usage.sectionMap(sections);
        }
        line.getSubcommands().values().forEach(HelpLayout::of);
    }

    /** Returns the name of a command without the program's. */
    static String name(CommandSpec spec) {
        return spec.qualifiedName().replaceFirst("^\\S+ ", "");
    }

    private static String examples(Help help) {
        List<Example> examples = Examples.all().getOrDefault(name(help.commandSpec()), List.of());
        StringBuilder text = new StringBuilder();
        for (Example example : examples) {
            text.append("  ")
                    .append(example.line())
                    .append("\n      ")
                    .append(example.tells())
                    .append('\n');
        }
        String heading = help.commandSpec().positionalParameters().isEmpty() ? "" : "\nArguments:\n";
        return (text.isEmpty() ? "" : "\nExamples:\n" + text) + heading;
    }

    private static String options(Help help) {
        StringBuilder text = new StringBuilder();
        new OptionGroups().grouped(help.commandSpec().options()).forEach((heading, options) -> {
            Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
            List<OptionSpec> sorted = new ArrayList<>(options);
            sorted.sort(Help.createShortOptionNameComparator());
            layout.addAllOptions(sorted, help.parameterLabelRenderer());
            text.append('\n').append(heading).append(":\n").append(layout);
        });
        return text.toString();
    }
}
