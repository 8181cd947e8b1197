package dev.rookery.run;

import dev.rookery.facts.Observations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// What a run leaves behind on the controller: what every machine was like before it was changed.
///
/// @param id names the run, here and on the machines
/// @param owner who runs it: `user@controller`
/// @param folder where it is kept, readable by its owner only
public record RunRecord(String id, String owner, Path folder) {
    /// The state of a machine before its first task.
    void before(Probed probed) {
        if (probed instanceof Probed.Seen(String machine, Observations observed)) {
            write(machine + ".before", observed.lines());
        }
    }

    private void write(String name, List<String> lines) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.write(folder.resolve(name), lines);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
