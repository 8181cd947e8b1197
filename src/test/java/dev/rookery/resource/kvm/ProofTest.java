package dev.rookery.resource.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Verdict;
import dev.rookery.resource.Resources;
import dev.rookery.resource.WantedFile;
import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// That a machine is only said to run guests if it made a virtual machine.
class ProofTest {
    private static final Path ON =
            Path.of("src/test/resources/dev/rookery/resource/kvm/module/amd-on");

    @TempDir private Path folder;

    static List<ProbeShell> shells() {
        return ProbeShell.installed();
    }

    private Path tool(String name, String text) throws IOException {
        Path file = Files.createDirectories(folder.resolve("tools")).resolve(name);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void link(String name) throws IOException {
        Path found =
                Stream.of("/usr/bin/", "/bin/")
                        .map(each -> Path.of(each + name))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(Path.of("none"));
        assumeTrue(Files.exists(found), "no " + name + " on this machine");
        Files.createSymbolicLink(
                Files.createDirectories(folder.resolve("tools")).resolve(name), found);
    }

    private void device() throws IOException {
        Files.createFile(Files.createDirectories(folder.resolve("root/dev")).resolve("kvm"));
    }

    private Observations prove(ProbeShell shell) throws Exception {
        link("uname");
        String script =
                "root='%s'\nPATH='%s'\n%s"
                        .formatted(
                                folder.resolve("root"),
                                folder.resolve("tools"),
                                ScriptFile.of(
                                                "facts/say.sh",
                                                "facts/probe.sh",
                                                "resource/kvm/proof.sh")
                                        .text());
        Path file = Files.writeString(folder.resolve("proof.sh"), script);
        List<String> command = new ArrayList<>(shell.words());
        command.add(file.toString());
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return Observations.parse(lines);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void withoutTheDeviceNothingIsProven(ProbeShell shell) throws Exception {
        assertThat(prove(shell).one("proof.refused"))
                .isEqualTo(Fact.known("the device kvm is missing"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void withoutAToolItIsNotProvenAndNotRefused(ProbeShell shell) throws Exception {
        device();
        Observations said = prove(shell);
        assertThat(said.one("proof.virtual-machine"))
                .isEqualTo(
                        Fact.unknown(
                                "no tool on this machine can open the device kvm (perl, python or"
                                        + " QEMU)"));
        assertThat(said.below("proof.")).containsExactly("virtual-machine");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void perlSaysWhatTheSystemRefused(ProbeShell shell) throws Exception {
        device();
        link("perl");
        assertThat(prove(shell).one("proof.refused"))
                .isEqualTo(
                        Fact.known(
                                "it has no version: Inappropriate ioctl for device (asked by"
                                        + " perl)"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void pythonSaysWhatTheSystemRefused(ProbeShell shell) throws Exception {
        device();
        link("python3");
        assertThat(prove(shell).one("proof.refused"))
                .isEqualTo(
                        Fact.known(
                                "it has no version: Inappropriate ioctl for device (asked by"
                                        + " python3)"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void qemuIsAskedWhereNothingElseIsThere(ProbeShell shell) throws Exception {
        device();
        tool("qemu-kvm", "#!/bin/sh\nread -r word && [ \"$word\" = quit ]\n");
        assertThat(prove(shell).one("proof.virtual-machine")).isEqualTo(Fact.known("qemu-kvm"));

        String words = "failed to initialize kvm: Permission denied";
        tool("qemu-kvm", "#!/bin/sh\necho 'qemu-kvm: " + words + "' >&2\necho more >&2\nexit 1\n");
        Files.delete(folder.resolve("tools/uname"));
        assertThat(prove(shell).one("proof.refused"))
                .isEqualTo(Fact.known(words + " (asked by qemu-kvm)"));
    }

    private static List<Change> plan(String... proof) throws IOException {
        List<String> observed =
                Stream.concat(
                                Files.readAllLines(ON.resolve("observed.txt")).stream(),
                                Stream.of(proof))
                        .toList();
        return Resources.all()
                .plan(WantedFile.read(ON.resolve("playbook.yml")), Observations.parse(observed))
                .stream()
                .filter(change -> change.resource().equals("virtual machines"))
                .toList();
    }

    @Test
    void whereNoProofWasAskedForNothingIsSaidOfOne() throws Exception {
        assertThat(plan()).isEmpty();
    }

    @Test
    void aVirtualMachineThatWasMadeIsTheProof() throws Exception {
        assertThat(plan("proof.virtual-machine=perl"))
                .extracting(Change::verdict)
                .containsExactly(
                        new Verdict.AsDesired(
                                List.of(
                                        "the CPU shows svm",
                                        "a virtual machine was made through /dev/kvm, by perl")));
    }

    @Test
    void whatCouldNotBeTriedIsSaidNotToBeProven() throws Exception {
        assertThat(plan("proof.virtual-machine!no tool"))
                .extracting(Change::verdict)
                .containsExactly(
                        new Verdict.AsDesired(List.of("the CPU shows svm", "not proven: no tool")));
    }

    @Test
    void aRefusalIsBlockedThoughTheParametersReadRight() throws Exception {
        assertThat(plan("proof.refused=it cannot be opened: Permission denied"))
                .extracting(Change::verdict)
                .containsExactly(
                        new Verdict.Blocked(
                                "no virtual machine can be made through /dev/kvm: it cannot be"
                                        + " opened: Permission denied",
                                "see what the kernel's log says of KVM"));
    }
}
