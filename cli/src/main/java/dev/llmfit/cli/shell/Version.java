package dev.llmfit.cli.shell;

import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.KnowledgeFiles;
import picocli.CommandLine.IVersionProvider;

/** The version of the program and of the engine it models. */
public final class Version implements IVersionProvider {
    /** Returns the version of the program, or {@code development} outside a jar. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Returns the version, the engine and the age of what is known, in one line. */
    public static String line() {
        return "llmfit " + number() + ", models " + EngineBuild.NEWEST + ", knows models and hardware of "
                + KnowledgeFiles.version();
    }

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }
}
