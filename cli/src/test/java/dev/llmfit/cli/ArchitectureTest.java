package dev.llmfit.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows between modules and packages. */
class ArchitectureTest {
    private static JavaClasses production;

    @BeforeAll
    static void readClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.llmfit");
        assertFalse(production.isEmpty());
    }

    @Test
    void modulesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("units")
                .definedBy("dev.llmfit.units..")
                .layer("gguf")
                .definedBy("dev.llmfit.gguf..")
                .layer("probe")
                .definedBy("dev.llmfit.probe..")
                .layer("rules")
                .definedBy("dev.llmfit.rules..")
                .layer("sizing")
                .definedBy("dev.llmfit.sizing..")
                .layer("recommend")
                .definedBy("dev.llmfit.recommend..")
                .layer("engine")
                .definedBy("dev.llmfit.engine..")
                .layer("cli")
                .definedBy("dev.llmfit.cli..")
                .whereLayer("gguf")
                .mayOnlyAccessLayers("units")
                .whereLayer("probe")
                .mayOnlyAccessLayers("units")
                .whereLayer("rules")
                .mayOnlyAccessLayers("units")
                .whereLayer("sizing")
                .mayOnlyAccessLayers("units", "gguf", "probe")
                .whereLayer("recommend")
                .mayOnlyAccessLayers("units", "gguf", "probe", "rules", "sizing")
                .whereLayer("engine")
                .mayOnlyAccessLayers("units", "gguf", "probe", "sizing")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(production);
    }

    @Test
    void packagesRunInNoCircle() {
        slices().matching("dev.llmfit.(**)").should().beFreeOfCycles().check(production);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.llmfit.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(production);
    }

    @Test
    void nativeLibrariesStayAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.llmfit.probe..", "dev.llmfit.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("oshi..", "jcuda..", "com.sun.jna..", "de.kherud..")
                .check(production);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes().should().haveNameNotMatching(".*(Manager|Helper|Utils?)").check(production);
    }
}
