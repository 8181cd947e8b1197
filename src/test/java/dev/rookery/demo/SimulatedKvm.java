package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A Linux machine with a simulated kernel, as the demo has it, for a server that is not the
/// demo's.
///
/// @param root its root directory
public record SimulatedKvm(Path root) {
    /// An AMD host whose module denies nesting, booted.
    public static SimulatedKvm amd(Path root) throws IOException {
        DemoMachine.create("kvm-amd-01", root).boot();
        return new SimulatedKvm(root);
    }

    /// What everything that runs on it finds set: nothing else decides which machine it is on.
    public Map<String, String> environment() {
        return new DemoMachine("", root).processOf("").environment();
    }

    /// Lets a tool of the machine do something more before its work.
    ///
    /// @param script of POSIX sh; `$1` is the tool's first argument
    public void before(String tool, String script) throws IOException {
        Path file = root.resolve("bin").resolve(tool);
        String text = Files.readString(file);
        int end = text.indexOf('\n') + 1;
        Files.writeString(file, text.substring(0, end) + script + "\n" + text.substring(end));
    }

    /// A parameter as the kernel has it now.
    public String parameter(String module, String name) throws IOException {
        return Files.readString(root.resolve("sys/module/" + module + "/parameters/" + name))
                .strip();
    }
}
