import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;

/** Prints the modules of Java that jars of a folder cannot do without, as their own descriptors say; those that may be absent are left out. */
final class RequiredModules {
    public static void main(String[] args) {
        ModuleFinder.of(Path.of(args[0])).findAll().stream()
                .filter(module -> !module.descriptor().isAutomatic())
                .flatMap(module -> module.descriptor().requires().stream())
                .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .filter(name -> name.startsWith("java.") || name.startsWith("jdk."))
                .distinct()
                .sorted()
                .forEach(System.out::println);
    }
}
