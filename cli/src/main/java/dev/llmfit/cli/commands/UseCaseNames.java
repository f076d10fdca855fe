package dev.llmfit.cli.commands;

import dev.llmfit.recommend.wish.UseCase;
import java.util.Arrays;
import java.util.Iterator;

/** The use cases, for help and completion. */
final class UseCaseNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(UseCase.values()).map(UseCase::id).iterator();
    }
}
