package dev.rookery.demo;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What stands in for Windows' own commands: PowerShell modules in `modules/`, programs in `bin/`,
/// and how machines begin in `client/`, `server/`, `hyperv/` and `lab/`.
///
/// @param folder where they are, as files
public record StandIns(Path folder) {
    private static final String RESOURCES = "windows/";

    public StandIns {
        folder = folder.toAbsolutePath();
    }

    /// Copies them out of the program.
    ///
    /// @param folder to be made
    static StandIns extract(Path folder) throws IOException {
        URL one = Objects.requireNonNull(StandIns.class.getResource(RESOURCES + "guard.ps1"));
        try {
            if (one.openConnection() instanceof JarURLConnection packed) {
                // A file system of our own: the one that the jar's URL names is everybody's.
                Path jar = Path.of(packed.getJarFileURL().toURI());
                try (FileSystem inside = FileSystems.newFileSystem(jar)) {
                    copy(inside.getPath(packed.getEntryName()).resolveSibling(""), folder);
                }
            } else {
                copy(Path.of(one.toURI()).resolveSibling(""), folder);
            }
        } catch (URISyntaxException impossible) {
            throw new IOException("cannot find the program's own files", impossible);
        }
        StandIns standIns = new StandIns(folder);
        try (Stream<Path> programs = Files.list(standIns.bin())) {
            for (Path program : programs.toList()) {
                Files.setPosixFilePermissions(
                        program, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return standIns;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> found = Files.walk(from)) {
            List<Path> files = found.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.resolveSibling("."));
                Files.copy(file, target);
            }
        }
    }

    /// The folders of modules, each for another kind of machine.
    public Path modules() {
        return folder.resolve("modules");
    }

    Path bin() {
        return folder.resolve("bin");
    }
}
