package dev.llmfit.cli.commands;

import dev.llmfit.recommend.emit.Target;
import java.util.Iterator;
import java.util.stream.Stream;

/** The values of {@code --emit}, for its help and for shell completion. */
final class EmitTargets implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Stream.concat(Target.ids().stream(), Stream.of("json")).iterator();
    }
}
