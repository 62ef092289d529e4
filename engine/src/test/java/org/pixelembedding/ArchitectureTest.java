package org.pixelembedding;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may see whom in the engine. */
class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.pixelembedding");

    @Test
    void theClassesWereSeen() {
        assertThat(ENGINE.size()).isGreaterThan(40);
        for (String name : new String[] {"model.Model", "format.ModelReader", "kernel.BitKernel", "run.Planner"}) {
            assertThat(ENGINE.contain("org.pixelembedding." + name)).as(name).isTrue();
        }
    }

    @Test
    void arrowsGoOneWay() {
        noClasses()
                .that()
                .resideInAPackage("..model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..format..", "..kernel..", "..run..")
                .check(ENGINE);
        noClasses()
                .that()
                .resideInAPackage("..format..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..kernel..", "..run..")
                .check(ENGINE);
        noClasses()
                .that()
                .resideInAPackage("..kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..format..", "..run..")
                .check(ENGINE);
    }

    @Test
    void onlyTheFormatKnowsTheJsonParser() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..format..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.grack..")
                .check(ENGINE);
    }

    @Test
    void theEngineNeitherPrintsNorLogsNorReflectsNorDraws() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "java.awt..", "javax.imageio..", "java.lang.reflect..")
                .check(ENGINE);
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System$Logger")
                .check(ENGINE);
    }
}
