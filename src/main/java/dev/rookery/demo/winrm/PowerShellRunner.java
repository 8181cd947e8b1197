package dev.rookery.demo.winrm;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs PowerShell, and nothing else, in an environment of its own: nothing of the server's is
/// passed on.
///
/// @param program this machine's PowerShell
/// @param environment all variables
/// @param directory where commands start
public record PowerShellRunner(Path program, Map<String, String> environment, Path directory)
        implements Runner {
    public PowerShellRunner {
        environment = Map.copyOf(environment);
    }

    @Override
    public ProcessBuilder processOf(String commandLine) throws IOException {
        List<String> words = new ArrayList<>(CommandLine.split(commandLine));
        String name = words.isEmpty() ? "" : words.getFirst();
        String plain = name.substring(name.lastIndexOf('\\') + 1).toLowerCase(Locale.ROOT);
        if (!plain.equals("powershell") && !plain.equals("powershell.exe")) {
            throw new FileNotFoundException(name);
        }
        words.set(0, program.toString());
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
