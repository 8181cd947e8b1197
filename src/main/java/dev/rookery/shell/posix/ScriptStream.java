package dev.rookery.shell.posix;

import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import java.nio.charset.StandardCharsets;

/// What is sent to the shell: the parameters, the script as a function, and one last command that
/// calls it. A stream that was cut off anywhere runs nothing of the script.
final class ScriptStream {
    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String BEFORE = ScriptFile.of("shell/posix/before.sh").text();
    private static final String RUN = ScriptFile.of("shell/posix/run.sh").text();
    private static final String HOLD = ScriptFile.of("shell/posix/hold.sh").text();

    private ScriptStream() {}

    /// A script that runs to its end.
    static byte[] run(Script script, Markers markers) {
        return stream(script, markers, RUN);
    }

    /// A script that finds the function `held`.
    static byte[] hold(Script script, Markers markers) {
        return stream(script, markers, HOLD);
    }

    private static byte[] stream(Script script, Markers markers, String last) {
        StringBuilder text = new StringBuilder(markers.go()).append('\n');
        script.parameters()
                .forEach(
                        (name, value) -> {
                            if (name.equals("root") || name.startsWith("rookery_")) {
                                throw new IllegalArgumentException("a name of ours: " + name);
                            }
                            text.append(Quoting.assignment(name, value));
                        });
        text.append(Quoting.assignment("rookery_mark", markers.mark()))
                .append(Quoting.assignment("rookery_path", PATH))
                .append(Quoting.assignment("rookery_ifs", " \t\n"))
                .append(BEFORE)
                // The colon: a function without a command is a syntax error.
                .append("main() {\n:\n")
                .append(script.text())
                .append("\n}\n")
                .append(last);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
