package org.pixelembedding.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may see whom, over all modules. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Tests that another module lends to ours come in a jar once they are packaged.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.pixelembedding");

    private static void onlyIn(String room, String... guests) {
        noClasses()
                .that()
                .resideOutsideOfPackages(room.split(","))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(guests)
                .check(ALL);
    }

    @Test
    void theClassesOfAllModulesWereSeen() {
        for (String name : new String[] {
            "model.Model",
            "kernel.vector.VectorBitKernel",
            "image.ImageDecoder",
            "data.ImageSource",
            "train.Trainer",
            "train.torch.TrainingGraph",
            "train.events.EventFile",
            "export.onnx.OnnxGraph",
            "server.ModelServer",
            "compare.TwinNetwork",
            "cli.Main"
        }) {
            assertThat(ALL.contain("org.pixelembedding." + name)).as(name).isTrue();
        }
    }

    @Test
    void dependenciesStayInTheirRooms() {
        onlyIn("..train.torch..", "org.bytedeco..");
        onlyIn("..kernel.vector..,..train.torch..", "jdk.incubator..");
        onlyIn("..cli..", "picocli..");
        onlyIn("..cli..,..server..", "com.fasterxml..");
        onlyIn("..server..", "org.eclipse.jetty..", "io.micrometer..");
        onlyIn("..cli.picture..", "org.knowm..");
        onlyIn("..image..,..cli.picture..", "java.awt..", "javax.imageio..");
        onlyIn("..train,..server..", "org.snakeyaml..");
        onlyIn("..data..", "org.apache.commons..", "org.tukaani..");
        onlyIn("..compare..", "ai.onnxruntime..");
        onlyIn("..export..,..train.events..", "com.google.protobuf..");
        onlyIn("..image..", "com.twelvemonkeys..");
    }

    @Test
    void arrowsBetweenModulesGoOneWay() {
        noClasses()
                .that()
                .resideInAnyPackage("..model..", "..format..", "..kernel..", "..run..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..image..", "..data..", "..train..", "..export..", "..compare..", "..cli..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("..image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..format..", "..kernel..", "..run..", "..data..", "..train..", "..cli..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("..data..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..train..", "..cli..", "..run..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("..train..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..cli..")
                .check(ALL);
    }

    @Test
    void exportAndCompareStandOnTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("..export..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..image..", "..data..", "..train..", "..compare..", "..cli..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("..compare..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..image..", "..data..", "..train..", "..cli..")
                .check(ALL);
        // The program runs without ONNX Runtime: two classes know it, and only "bench --compare" and "verify --targets"
        // load those.
        noClasses()
                .that()
                .resideInAPackage("..cli..")
                .and()
                .doNotHaveSimpleName("OnnxRuntimeLines")
                .and()
                .doNotHaveSimpleName("OnnxRuntimeTargets")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..compare..")
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages("..export..", "..compare..", "..cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..export..", "..compare..")
                .check(ALL);
    }

    @Test
    void librariesNeverPrintOrExit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(ALL);
    }
}
