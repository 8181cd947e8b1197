package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A recording of calls: `$ COMMAND`, then its lines of output after `> `, of errors after `! `,
/// and `= CODE`. Lines that start with `#` say what it is about.
final class VirshTranscript {
    /// One call, and what came of it.
    record Call(String command, String out, String err, int code) {}

    /// What a running guest's XML has of what is looked at; the rest is QEMU's devices.
    private static final Pattern LOOKED_AT =
            Pattern.compile(
                    "</?domain.*|  <(name|uuid|memory|currentMemory|vcpu|/?cpu)\\b.*"
                            + "| *<feature policy='.*' name='(svm|vmx)'/>");

    private VirshTranscript() {}

    static List<Call> read(Path file) throws IOException {
        List<Call> calls = new ArrayList<>();
        String command = "";
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            String text = line.length() > 1 ? line.substring(2) : "";
            switch (line.charAt(0)) {
                case '$' -> command = text;
                case '>' -> out.append(text).append('\n');
                case '!' -> err.append(text).append('\n');
                case '=' -> {
                    calls.add(
                            new Call(
                                    command,
                                    out.toString(),
                                    err.toString(),
                                    Integer.parseInt(text)));
                    out.setLength(0);
                    err.setLength(0);
                }
                default -> {
                    // A heading.
                }
            }
        }
        return calls;
    }

    /// The same without what differs from one machine and one moment to another.
    static Call comparable(Call call, String command) {
        String out = call.out().replaceAll("(?m)^CPU time:.*$", "CPU time: some");
        if (out.startsWith("<domain type='kvm' id=")) {
            out =
                    out.lines()
                            .filter(line -> LOOKED_AT.matcher(line).matches())
                            .collect(Collectors.joining("\n"));
        }
        return new Call(command, out, call.err(), call.code());
    }
}
