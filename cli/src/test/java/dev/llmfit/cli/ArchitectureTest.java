package dev.llmfit.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Environment;
import java.io.PrintStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows between modules and packages, and who may touch what. */
class ArchitectureTest {
    /** What a shell may not name: what answers questions. It names values, asks, and shows. */
    private static final String[] TOOLS = {
        "dev.llmfit.sizing.plan.GraphEstimator",
        "dev.llmfit.sizing.MemoryEstimator",
        "dev.llmfit.sizing.speed.SpeedModel",
        "dev.llmfit.recommend.Recommender",
        "dev.llmfit.recommend.purchase.UpgradePlanner",
        "dev.llmfit.engine.find.EngineFinder",
        "dev.llmfit.engine.verify.Verifier",
        "dev.llmfit.engine.store.MeasurementStore",
        "dev.llmfit.engine.store.EvidenceSource",
        "dev.llmfit.engine.store.FailureSource",
        "dev.llmfit.gguf.arch.HyperParameters",
        "dev.llmfit.gguf.Model",
        "dev.llmfit.gguf.find.ModelResolver",
        "dev.llmfit.gguf.catalog.Catalogue",
        "dev.llmfit.gguf.remote.OnlineModels",
        "dev.llmfit.probe.live.ThisMachine",
        "dev.llmfit.probe.live.LiveSource",
        "dev.llmfit.rules.RuleBook",
    };

    private static JavaClasses production;

    @BeforeAll
    static void readClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.llmfit");
        assertFalse(production.isEmpty());
    }

    @Test
    void packagesRunInNoCircle() {
        slices().matching("dev.llmfit.(**)").should().beFreeOfCycles().check(production);
    }

    @Test
    void shellsAskAndShow() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.llmfit.cli..", "dev.llmfit.tui..", "dev.llmfit.mcp..", "dev.llmfit.serve..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(String.join("|", TOOLS).replace(".", "\\."))
                .check(production);
    }

    @Test
    void answersKnowNoConsoleAndNoCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.llmfit.answers..", "dev.llmfit.render..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(PrintStream.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(production);
    }

    /** The SDK and what it brings are large, and loaded by one command. */
    @Test
    void onlyTheProtocolKnowsItsSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.llmfit.mcp.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.modelcontextprotocol..", "reactor..", "tools.jackson.databind..")
                .check(production);
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

    /** {@link Environment#ofProcess} alone reads it, and the child processes that this program starts. */
    @Test
    void theProcessIsReadOnce() {
        noClasses()
                .that()
                .areNotAssignableTo(Environment.class)
                .and()
                .resideOutsideOfPackage("dev.llmfit.fixtures..")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .check(production);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.llmfit.cli.Main")
                .should()
                .callMethod(Environment.class, "ofProcess")
                .check(production);
    }

    @Test
    void workbenchesAreMadeByShells() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.llmfit.cli..")
                .should()
                .callMethod(Workbench.class, "of", dev.llmfit.answers.Settings.class)
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
