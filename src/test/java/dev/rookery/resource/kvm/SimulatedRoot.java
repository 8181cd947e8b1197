package dev.rookery.resource.kvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The files of a made-up machine, and the programs that a probe finds on its PATH.
record SimulatedRoot(Path root, Path tools) {
    SimulatedRoot {
        try {
            Files.createDirectories(root);
            Files.createDirectories(tools);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// A file below the root; a missing newline at its end is not added.
    SimulatedRoot file(String path, String content) {
        return bytes(path, content.getBytes(StandardCharsets.UTF_8));
    }

    SimulatedRoot bytes(String path, byte[] content) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.write(file, content);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    SimulatedRoot link(String path, String target) {
        try {
            Path link = root.resolve(path);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    SimulatedRoot directory(String path) {
        try {
            Files.createDirectories(root.resolve(path));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// @param mode as ls prints it, such as `r--r--r--`
    SimulatedRoot mode(String path, String mode) {
        try {
            Files.setPosixFilePermissions(
                    root.resolve(path), PosixFilePermissions.fromString(mode));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    SimulatedRoot remove(String path) {
        try {
            Files.deleteIfExists(root.resolve(path));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// A loaded module.
    SimulatedRoot loaded(String module, int references, String... holders) {
        file("sys/module/" + module + "/initstate", "live\n");
        file("sys/module/" + module + "/refcnt", references + "\n");
        directory("sys/module/" + module + "/holders");
        for (String holder : holders) {
            link("sys/module/" + module + "/holders/" + holder, "../../" + holder);
        }
        return this;
    }

    /// A parameter of a module that is loaded or built in, not writable.
    SimulatedRoot parameter(String module, String name, String value) {
        String path = "sys/module/" + module + "/parameters/" + name;
        return file(path, value + "\n").mode(path, "r--r--r--");
    }

    /// A process; its command line is one word after another.
    SimulatedRoot process(int pid, String comm, String... commandLine) {
        file("proc/" + pid + "/comm", comm + "\n");
        file(
                "proc/" + pid + "/cmdline",
                commandLine.length == 0 ? "" : String.join("\0", commandLine) + "\0");
        return directory("proc/" + pid + "/fd");
    }

    SimulatedRoot opened(int pid, int descriptor, String end) {
        return link("proc/" + pid + "/fd/" + descriptor, end);
    }

    /// A program on PATH, a shell script.
    SimulatedRoot tool(String name, String text) {
        try {
            Path tool = tools.resolve(name);
            Files.writeString(tool, "#!/bin/sh\n" + text + "\n");
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// A program that prints these lines.
    SimulatedRoot prints(String name, String... lines) {
        return tool(name, "cat <<'END'\n" + String.join("\n", lines) + "\nEND");
    }

    SimulatedRoot without(String tool) {
        try {
            Files.deleteIfExists(tools.resolve(tool));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Removes every link, so that whoever deletes the root stays inside of it.
    void unlink() throws IOException {
        List<Path> links;
        try (Stream<Path> files = Files.walk(root.getParent())) {
            links = files.filter(Files::isSymbolicLink).toList();
        }
        for (Path link : links) {
            Files.delete(link);
        }
    }
}
