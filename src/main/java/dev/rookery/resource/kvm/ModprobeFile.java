package dev.rookery.resource.kvm;

import dev.rookery.resource.kvm.ModprobeConfiguration.Install;
import dev.rookery.resource.kvm.ModprobeConfiguration.Option;

import java.util.List;

/// One file of `modprobe.d`.
///
/// Source: modprobe.d(5): lines of words, `#` starts a comment line, a backslash at the end of a
/// line continues it.
record ModprobeFile(String path, List<String> lines) {
    void read(List<Option> options, List<Install> installs) {
        StringBuilder joined = new StringBuilder();
        int start = 1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (joined.isEmpty()) {
                start = i + 1;
            }
            if (line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1);
                continue;
            }
            joined.append(line);
            readLine(joined.toString().strip(), path + ":" + start, options, installs);
            joined.setLength(0);
        }
        readLine(joined.toString().strip(), path + ":" + start, options, installs);
    }

    private static void readLine(
            String line, String origin, List<Option> options, List<Install> installs) {
        List<String> words = List.of(line.split("\\s+", -1));
        if (line.startsWith("#") || words.size() < 3) {
            return;
        }
        String module = ModprobeConfiguration.folded(words.get(1));
        switch (words.getFirst()) {
            case "options" -> {
                for (String word : words.subList(2, words.size())) {
                    int equals = word.indexOf('=');
                    String name = equals < 0 ? word : word.substring(0, equals);
                    String value = equals < 0 ? "1" : word.substring(equals + 1);
                    options.add(
                            new Option(module, ModprobeConfiguration.folded(name), value, origin));
                }
            }
            case "install" -> installs.add(new Install(module, origin));
            default -> {}
        }
    }
}
