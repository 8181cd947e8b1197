package dev.rookery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/// The rules that keep a package one noun of the pipeline.
class ArchitectureTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.rookery");

    @Test
    void planAndDiagnosticDependOnNothingOfOurs() {
        for (String alone : new String[] {"plan", "diagnostic", "secret"}) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.rookery." + alone)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.rookery.cli..",
                            "dev.rookery.connect..",
                            "dev.rookery.demo..",
                            "dev.rookery.facts..",
                            "dev.rookery.inventory..",
                            "dev.rookery.playbook..",
                            "dev.rookery.report..",
                            "dev.rookery.resource..",
                            "dev.rookery.run..",
                            "dev.rookery.shell..",
                            "dev.rookery.yaml..")
                    .check(CODE);
        }
    }

    @Test
    void resourcesKnowNoConnectionsAndConnectionsNoResources() {
        noClasses()
                .that()
                .resideInAPackage("dev.rookery.resource..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.rookery.connect..", "dev.rookery.shell..", "dev.rookery.run..")
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage("dev.rookery.connect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.rookery.resource..",
                        "dev.rookery.plan..",
                        "dev.rookery.shell..",
                        "dev.rookery.facts..")
                .check(CODE);
    }

    @Test
    void onlyOnePackageKnowsEachLibrary() {
        onlyIn("net.schmizz..", "dev.rookery.connect.ssh..");
        onlyIn("com.hierynomus..", "dev.rookery.connect.ssh..");
        onlyIn("org.apache.sshd..", "dev.rookery.demo..");
        onlyIn("org.yaml..", "dev.rookery.yaml..");
        onlyIn("picocli..", "dev.rookery.cli..");
    }

    private static void onlyIn(String library, String ours) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ours)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CODE);
    }

    @Test
    void onlyReportAndTheCommandLinePrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.rookery.report..", "dev.rookery.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CODE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.rookery.(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching("dev.rookery.connect.(**)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked")
                .check(CODE);
    }
}
