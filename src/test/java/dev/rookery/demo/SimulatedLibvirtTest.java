package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.demo.VirshTranscript.Call;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The simulated libvirt says what the real one said in the same state: call by call of a recording
/// on a host with a real kvm_amd, and of libvirt's own test driver where that is installed.
class SimulatedLibvirtTest {
    private static final Path RECORDED =
            Path.of("src/test/resources/dev/rookery/demo/virsh/recorded.txt");
    private static final Path DOMAIN = RECORDED.resolveSibling("d2.xml");
    private static final String UUID = "22222222-2222-4222-8222-222222222222";

    @TempDir Path temporary = Path.of("");
    private DemoMachine machine = new DemoMachine("", Path.of(""));

    @BeforeEach
    void boot() throws IOException {
        machine = DemoMachine.create("kvm-amd-01", temporary.resolve("machine"));
        machine.boot();
        Files.writeString(root("sys/module/kvm_amd/parameters/nested"), "1\n");
        Files.copy(DOMAIN, root("root/d2.xml"));
    }

    private Path root(String path) {
        return machine.root().resolve(path);
    }

    private static Call ran(ProcessBuilder builder, String command) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(command).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        return new Call(command, out, err, process.exitValue());
    }

    private Call on(String command) throws IOException {
        return ran(machine.processOf(command), command);
    }

    private String said(String command) throws IOException {
        Call call = on(command);
        assertThat(call.code()).as("%s", call).isZero();
        return call.out().strip();
    }

    private String references() throws IOException {
        return Files.readString(root("sys/module/kvm_amd/refcnt")).strip();
    }

    private void behaves(String name, String setting) throws IOException {
        Path file = root("var/lib/simulated/guests/" + name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, setting + "\n");
    }

    private static String shell(String name) {
        Path program = Tools.find(name).orElse(Path.of("/nowhere"));
        assumeTrue(Files.isExecutable(program), name + " is not installed");
        return program + (name.equals("busybox") ? " sh" : "") + " \"$ROOKERY_ROOT\"/bin/";
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox", "bash"})
    void saysWhatTheRealOneSaid(String name) throws IOException {
        String shell = shell(name);
        List<Call> recorded = VirshTranscript.read(RECORDED);
        assertThat(recorded).hasSizeGreaterThan(80);
        // It has no operating system that could hear of a shutdown, and others ran before it.
        behaves("d2", "shutdown=ignore");
        Files.createDirectories(root("run/libvirt/qemu"));
        Files.writeString(root("run/libvirt/qemu/last-id"), "14\n");
        for (Call call : recorded) {
            Call simulated = on(shell + call.command());
            assertThat(VirshTranscript.comparable(simulated, call.command()))
                    .as(call.command())
                    .isEqualTo(VirshTranscript.comparable(call, call.command()));
        }
    }

    /// One connection of the test driver keeps its state from one command to the next.
    @Test
    void saysWhatTheTestDriverSays() throws IOException {
        Path real = Tools.find("virsh").orElse(Path.of("/nowhere"));
        assumeTrue(Files.isExecutable(real), "there is no virsh");
        said("virsh define d2.xml && virsh start d2");
        Path node = temporary.resolve("node.xml");
        String domain =
                Files.readString(DOMAIN)
                        .replace("type='kvm'", "type='test'")
                        .replace(
                                "<name>",
                                "<test:runstate"
                                    + " xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>1"
                                    + "</test:runstate><name>");
        Files.writeString(node, "<node>" + domain + "</node>");
        for (String batch :
                List.of(
                        "list --all; list --all --uuid; list --name; list --inactive --name;"
                                + " list --all --uuid --name; domid d2; domuuid d2; domname "
                                + UUID,
                        "suspend d2; domstate --reason d2; list --all; list --state-paused --name;"
                                + " resume d2; domstate d2",
                        "shutdown d2; domstate d2 --reason; list --all; domid d2; start d2; start"
                                + " d2; domstate --reason d2; destroy d2; destroy d2; domstate d2"
                                + " --reason; list --all --name; start d2",
                        "managedsave-remove d2; snapshot-list d2; snapshot-list --domain d2 --name",
                        "dominfo nope; domstate nope; start nope; dumpxml --inactive nope",
                        "domstate d2; list --bogus; dominfo; echo",
                        "bogus; domstate d2",
                        "domstate --reason",
                        "domstate d2 more",
                        "shutdown d2 --mode",
                        "list --all --name ; ; echo",
                        "echo \"a  b\" 'c;d' e\\;f",
                        "domstate d2; domstate nope")) {
            Call there =
                    ran(new ProcessBuilder(real.toString(), "-c", "test://" + node, batch), batch);
            Call here = on("virsh '" + batch.replace("'", "'\\''") + "'");
            assertThat(VirshTranscript.comparable(here, batch)).as(batch).isEqualTo(there);
        }
    }

    @Test
    void guestHoldsTheModuleWhileItRuns() throws IOException {
        said("virsh define d2.xml");
        assertThat(references()).isEqualTo("0");
        said("virsh start d2");
        assertThat(references()).isEqualTo("2");
        assertThat(on("modprobe -r kvm_amd").err()).contains("Module kvm_amd is in use.");
        assertThat(said("cat \"$ROOKERY_ROOT\"/proc/43000*/comm")).isEqualTo("qemu-system-x86");
        said("virsh suspend d2");
        assertThat(references()).isEqualTo("2");
        said("virsh destroy d2");
        assertThat(references()).isEqualTo("0");
        said("modprobe -r kvm_amd");
        assertThat(on("virsh start d2").err()).contains("Domain requires KVM");
        assertThat(on("virsh define d2.xml").err()).contains("does not support virt type 'kvm'");
    }

    @Test
    void guestThatIgnoresShutdownGoesOn() throws IOException {
        said("virsh define d2.xml && virsh start d2");
        behaves("d2", "shutdown=ignore");
        said("virsh shutdown d2 --mode acpi");
        assertThat(said("virsh domstate d2")).isEqualTo("running");
        behaves("d2", "shutdown=slow 1");
        said("virsh shutdown d2 --mode acpi");
        assertThat(said("virsh domstate d2")).isEqualTo("running");
        said("sleep 1.1");
        assertThat(said("virsh domstate d2 --reason")).isEqualTo("shut off (shutdown)");
        behaves("d2", "start=internal error: no room");
        assertThat(on("virsh start d2").err())
                .isEqualTo("error: Failed to start domain 'd2'\nerror: internal error: no room\n");
    }

    /// Recorded: with nesting off, a guest whose CPU is only partly checked starts all the same.
    @Test
    void requiredFeatureIsLeftOutWhereNestingIsOff() throws IOException {
        String svm = "<feature policy='require' name='svm'/>";
        cpu("<cpu mode='custom' match='exact'><model>qemu64</model>" + svm + "</cpu>");
        said("virsh start d2");
        assertThat(said("virsh dumpxml d2")).contains(svm);
        said("virsh destroy d2 && modprobe -r kvm_amd && modprobe kvm_amd nested=0");
        said("virsh start d2");
        assertThat(said("virsh dumpxml d2"))
                .contains("<feature policy='disable' name='svm'/>")
                .doesNotContain(svm);
        said("virsh destroy d2");
        cpu("<cpu mode='custom' check='full'><model>qemu64</model>" + svm + "</cpu>");
        assertThat(on("virsh start d2").err()).contains("missing features: svm");
        cpu("<cpu mode='custom'><model>qemu64</model>" + svm.replace("svm", "vmx") + "</cpu>");
        assertThat(on("virsh start d2").err())
                .endsWith("Host CPU does not provide required features: vmx\n");
    }

    @Test
    void hostModelRunsWithoutTheFeature() throws IOException {
        cpu("<cpu mode='host-model'/>");
        said("virsh start d2");
        assertThat(said("virsh dumpxml d2"))
                .contains("<cpu mode='custom'", "<feature policy='disable' name='svm'/>");
        assertThat(said("virsh dumpxml d2 --inactive"))
                .contains("<cpu mode='host-model' check='partial'/>");
    }

    private void cpu(String cpu) throws IOException {
        String xml = Files.readString(DOMAIN).replaceFirst("(?s)<cpu.*</cpu>", cpu);
        Files.writeString(root("root/d2.xml"), xml);
        said("virsh define d2.xml");
    }

    @Test
    void sizesAndQuotesBecomeLibvirts() throws IOException {
        Files.writeString(
                root("root/n.xml"),
                "<domain type=\"kvm\"><!-- c -->\n"
                    + "<name>n n</name><memory"
                    + " unit=\"GiB\">1</memory><vcpu>2</vcpu><os><type>hvm</type></os><metadata><x:y"
                    + " xmlns:x=\"urn:x\">it's</x:y></metadata><a b=\"it's\"/><clock/></domain>");
        said("virsh define n.xml");
        String xml = said("virsh dumpxml 'n n'");
        assertThat(xml.lines().collect(Collectors.toList()))
                .contains(
                        "<domain type='kvm'>",
                        "  <memory unit='KiB'>1048576</memory>",
                        "  <currentMemory unit='KiB'>1048576</currentMemory>",
                        "  <vcpu placement='static'>2</vcpu>",
                        "    <x:y xmlns:x=\"urn:x\">it's</x:y>",
                        "  <a b='it&apos;s'/>");
        assertThat(xml).containsPattern("<uuid>[0-9a-f]{8}-[0-9a-f]{4}-4").doesNotContain("<!--");
        Files.writeString(root("root/n.xml"), xml);
        said("virsh define n.xml");
        assertThat(said("virsh dumpxml 'n n'")).isEqualTo(xml);
    }

    @Test
    void sessionOfAnotherUserIsItsOwn() throws IOException {
        String session = "'qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock'";
        assertThat(on("virsh -c " + session + " list").err())
                .startsWith("error: failed to connect to the hypervisor\n");
        Files.createDirectories(root("run/user/1000/libvirt"));
        Files.createFile(root("run/user/1000/libvirt/libvirt-sock"));
        said("virsh -c " + session + " define d2.xml && virsh -c " + session + " start d2");
        assertThat(said("virsh list --all --name")).isEmpty();
        assertThat(said("virsh -c " + session + " list --all --name")).isEqualTo("d2");
        assertThat(references()).isEqualTo("2");
    }

    @Test
    void stoppedDaemonIsNotReached() throws IOException {
        Files.delete(root("run/libvirt/libvirt-sock"));
        assertThat(on("virsh list --all"))
                .isEqualTo(
                        new Call(
                                "virsh list --all",
                                "\n",
                                "error: failed to connect to the hypervisor\n"
                                        + "error: Failed to connect socket to"
                                        + " '/var/run/libvirt/libvirt-sock': No such file or"
                                        + " directory\n",
                                1));
    }
}
