package dev.rookery.plan;

import java.util.List;
import java.util.Optional;

/// The difference of one resource on one machine, with what follows from it.
///
/// @param resource what it is about, such as `kvm_amd live`; with the machine it names the change
/// @param differences what is not as desired; empty if all is
/// @param notes what a person should know besides, such as a file of somebody else's that disagrees
/// @param file the file that would be written, if one would
public record Change(
        String resource,
        Verdict verdict,
        List<Difference> differences,
        List<String> notes,
        Optional<FileEdit> file) {
    public Change {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    /// One that is told by its verdict alone.
    public static Change of(String resource, Verdict verdict) {
        return new Change(resource, verdict, List.of(), List.of(), Optional.empty());
    }

    /// The same with another verdict.
    public Change with(Verdict other) {
        return new Change(resource, other, differences, notes, file);
    }
}
