package dev.rookery.resource.kvm;

import dev.rookery.shell.ScriptFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A shell of this machine, and the plain tools that the probe finds with it.
///
/// @param words how it is called, with all its options
/// @param busybox whether the plain tools are busybox's
record ProbeShell(List<String> words, boolean busybox) {
    private static final List<String> PLAIN =
            List.of("awk", "cat", "cut", "grep", "head", "id", "ls", "sed", "sort", "tail", "tr");

    /// Those that are installed here.
    static List<ProbeShell> installed() {
        List<ProbeShell> shells = new ArrayList<>();
        find("dash").ifPresent(path -> shells.add(new ProbeShell(List.of(path), false)));
        find("bash")
                .ifPresent(
                        path -> {
                            shells.add(new ProbeShell(List.of(path), false));
                            shells.add(new ProbeShell(List.of(path, "--posix"), false));
                        });
        find("busybox").ifPresent(path -> shells.add(new ProbeShell(List.of(path, "sh"), true)));
        if (shells.isEmpty()) {
            shells.add(any());
        }
        return shells;
    }

    /// The one that is everywhere.
    static ProbeShell any() {
        return new ProbeShell(List.of("/bin/sh"), false);
    }

    /// What the probe prints about the simulated machine.
    List<String> probe(SimulatedRoot machine) throws Exception {
        return probe(machine, List.of());
    }

    /// The same, with words to run the shell with, such as those that give up root.
    List<String> probe(SimulatedRoot machine, List<String> before) throws Exception {
        Path plain = machine.tools().resolveSibling("plain" + busybox);
        Files.createDirectories(plain);
        for (String name : PLAIN) {
            Path link = plain.resolve(name);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(
                        link, Path.of(find(busybox ? "busybox" : name).orElseThrow()));
            }
        }
        return run(before, machine.root().toString(), machine.tools() + ":" + plain);
    }

    /// What the probe prints.
    ///
    /// @param before words to run the shell with, such as those that give up root
    List<String> run(List<String> before, String root, String path) throws Exception {
        String script =
                "root='"
                        + root
                        + "'\nmain() {\n"
                        + ScriptFile.of(
                                        "facts/say.sh",
                                        "facts/probe.sh",
                                        "resource/kvm/module/probe.sh")
                                .text()
                        + "}\nmain </dev/null\n";
        List<String> command = new ArrayList<>(before);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        Path errors = Files.createTempFile("probe", ".err");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            process.outputWriter().append(script).close();
            List<String> lines =
                    new String(
                                    process.getInputStream().readAllBytes(),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the probe does not end");
            }
            String complaints = Files.readString(errors);
            if (!complaints.isEmpty()) {
                throw new IOException("the probe complained: " + complaints);
            }
            return lines;
        } finally {
            Files.delete(errors);
        }
    }

    static Optional<String> find(String name) {
        return List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
