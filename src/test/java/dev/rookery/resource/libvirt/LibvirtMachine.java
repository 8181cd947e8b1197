package dev.rookery.resource.libvirt;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Change;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.playbook.Wanted;
import dev.rookery.resource.Resources;
import dev.rookery.resource.SimulatedMachine;
import dev.rookery.shell.ScriptFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A simulated AMD host that nests, with a simulated libvirt and its domain `web`. The probe and
/// the tasks are the real ones.
final class LibvirtMachine {
    /// A definition whose agent is there.
    static final String WITH_AGENT =
            " extra=<devices><channel><target~type='virtio'~name='org.qemu.guest_agent.0'"
                    + "~state='connected'/></channel></devices>";

    /// A definition whose display has a password.
    static final String WITH_SECRET =
            " extra=<devices><graphics~type='vnc'~passwd='geheim'/></devices>";

    private final SimulatedMachine machine;

    LibvirtMachine(Path root, String shell, String definition) throws IOException {
        machine = new SimulatedMachine(root, shell).loaded("1");
        machine.write("proc/sys/kernel/osrelease", "6.1.0\n");
        machine.write(
                "proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu svm\n");
        machine.write("run/libvirt/libvirt-sock", "");
        machine.program("id", "#!/bin/sh\necho 0\n");
        try (InputStream in = getClass().getResourceAsStream("virsh.sh")) {
            machine.program(
                    "virsh",
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
        define(definition);
    }

    SimulatedMachine machine() {
        return machine;
    }

    void define(String definition) throws IOException {
        write("xml", String.join("\n", Domains.xml(definition)) + "\n");
    }

    /// It runs, defined so.
    LibvirtMachine running(String definition) throws IOException {
        write("live", String.join("\n", Domains.xml(definition)) + "\n");
        return this;
    }

    /// What the domain does by itself; see virsh.sh.
    LibvirtMachine does(String... what) throws IOException {
        write("does", String.join("\n", what) + "\n");
        return this;
    }

    /// @param what of the domain, such as `xml`, `live` or `saved`
    void write(String what, String text) throws IOException {
        machine.write(file(what), text);
    }

    String read(String what) throws IOException {
        return machine.read(file(what));
    }

    boolean has(String what) {
        return machine.has(file(what));
    }

    private static String file(String what) {
        return "libvirt/" + Domains.UUID + "." + what;
    }

    boolean runs() {
        return has("live");
    }

    /// What was asked of libvirt that changes something.
    String calls() throws IOException {
        return machine.has("libvirt/calls") ? machine.read("libvirt/calls") : "";
    }

    Observations probe() throws IOException, InterruptedException {
        return SimulatedMachine.answer(
                machine.start(
                        ScriptFile.of(
                                "facts/say.sh",
                                "facts/probe.sh",
                                "resource/kvm/module/probe.sh",
                                "resource/libvirt/probe.sh")));
    }

    List<Change> plan(Wanted wanted) throws IOException, InterruptedException {
        return Resources.all().given("web", wanted, probe());
    }

    /// The task of the one change that is to be made, with these parameters besides.
    Task task(Wanted wanted, Map<String, String> others) throws IOException, InterruptedException {
        List<Task> tasks =
                plan(wanted).stream()
                        .map(Change::verdict)
                        .filter(Verdict.Update.class::isInstance)
                        .map(verdict -> ((Verdict.Update) verdict).task())
                        .toList();
        if (tasks.size() != 1) {
            throw new AssertionError(plan(wanted).toString());
        }
        Map<String, String> parameters = new TreeMap<>(tasks.getFirst().parameters());
        parameters.putAll(others);
        return new Task(tasks.getFirst().script(), parameters);
    }

    Observations apply(Wanted wanted, Map<String, String> others)
            throws IOException, InterruptedException {
        return machine.run(task(wanted, others));
    }

    String journal() throws IOException {
        return machine.read("var/lib/rookery/guests/" + Domains.UUID + "/journal");
    }

    List<String> kept() throws IOException {
        try (var files = Files.list(machine.path("var/lib/rookery/guests/" + Domains.UUID))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
