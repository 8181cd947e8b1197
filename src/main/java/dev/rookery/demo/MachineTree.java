package dev.rookery.demo;

import dev.rookery.shell.ScriptFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The files of a simulated machine, kept in one text: `=== PATH` and then the file's lines.
record MachineTree(Map<String, String> files) {
    private static final String HEAD = "=== ";

    static MachineTree read(String machine) {
        return parse(ScriptFile.of("demo/machine/" + machine + ".txt").text());
    }

    static MachineTree parse(String text) {
        Map<String, String> files = new LinkedHashMap<>();
        String path = "";
        StringBuilder content = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (!line.startsWith(HEAD)) {
                content.append(line).append('\n');
                continue;
            }
            if (!path.isEmpty()) {
                files.put(path, content.toString());
            }
            path = line.substring(HEAD.length());
            content.setLength(0);
        }
        files.put(path, content.toString());
        return new MachineTree(files);
    }

    void write(Path root) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.writeString(path, file.getValue());
        }
    }
}
