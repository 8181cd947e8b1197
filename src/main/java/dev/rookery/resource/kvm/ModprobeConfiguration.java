package dev.rookery.resource.kvm;

import dev.rookery.facts.Observations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What modprobe is told about modules, with the place of each word.
///
/// Source: kmod's `libkmod-config.c`. A file hides those of the same name in the directories after
/// its own; what is left is read in the order of the names, whatever the directory; options of
/// every line add up, those of the kernel command line come after all files, and the last value
/// wins. A hyphen in a module's name is an underscore.
///
/// @param options in the order in which modprobe passes them on
/// @param installs the `install` lines, which replace the loading of a module
/// @param files the lines of each file that was read, by its path
record ModprobeConfiguration(
        List<Option> options, List<Install> installs, Map<String, List<String>> files) {
    /// Our own file; its name sorts after everybody else's.
    static final String DROP_IN = "/etc/modprobe.d/zz-rookery.conf";

    private static final List<String> DIRECTORIES =
            List.of(
                    "/etc/modprobe.d",
                    "/run/modprobe.d",
                    "/usr/local/lib/modprobe.d",
                    "/usr/lib/modprobe.d",
                    "/lib/modprobe.d");

    /// One parameter of one line.
    ///
    /// @param origin `path:line`, or `the kernel command line`
    record Option(String module, String parameter, String value, String origin) {}

    /// A line that replaces the loading of a module.
    record Install(String module, String origin) {}

    ModprobeConfiguration {
        options = List.copyOf(options);
        installs = List.copyOf(installs);
        files = Map.copyOf(files);
    }

    static ModprobeConfiguration of(Observations observed) {
        Map<String, List<String>> files =
                new TreeMap<>(Comparator.comparing(ModprobeConfiguration::order));
        for (int i = 1; observed.one("modprobe." + i + ".path").ifKnown().isPresent(); i++) {
            String path = observed.one("modprobe." + i + ".path").ifKnown().orElseThrow();
            List<String> lines =
                    observed.all("modprobe." + i + ".line").ifKnown().orElse(List.of());
            files.put(path, lines);
        }
        List<Option> options = new ArrayList<>();
        List<Install> installs = new ArrayList<>();
        files.forEach(
                (path, lines) -> {
                    if (isRead(path, files)) {
                        new ModprobeFile(path, lines).read(options, installs);
                    }
                });
        options.addAll(ofCommandLine(observed.one("kernel.cmdline").ifKnown().orElse("")));
        return new ModprobeConfiguration(options, installs, files);
    }

    private static String order(String path) {
        return name(path) + "\0" + directory(path);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static int directory(String path) {
        return DIRECTORIES.indexOf(path.substring(0, path.lastIndexOf('/')));
    }

    private static boolean isRead(String path, Map<String, List<String>> files) {
        boolean hidden =
                files.keySet().stream()
                        .anyMatch(
                                other ->
                                        name(other).equals(name(path))
                                                && directory(other) < directory(path));
        return !hidden && (path.endsWith(".conf") || path.endsWith(".alias"));
    }

    private static List<Option> ofCommandLine(String line) {
        List<Option> options = new ArrayList<>();
        for (String word : line.split("\\s+", -1)) {
            int dot = word.indexOf('.');
            int equals = word.indexOf('=');
            if (dot > 0 && equals > dot) {
                options.add(
                        new Option(
                                folded(word.substring(0, dot)),
                                folded(word.substring(dot + 1, equals)),
                                word.substring(equals + 1),
                                "the kernel command line"));
            }
        }
        return options;
    }

    static String folded(String name) {
        return name.replace('-', '_');
    }

    /// What the parameter will be given when the module is loaded next; nothing if the kernel's
    /// default decides.
    Optional<Option> decides(String module, String parameter) {
        return lastOf(module, parameter, options);
    }

    /// What would override a value of ours: an option that modprobe passes on after our file's.
    Optional<Option> winsOverUs(String module, String parameter) {
        List<Option> after =
                options.stream().filter(option -> comesAfterUs(option.origin())).toList();
        return lastOf(module, parameter, after);
    }

    private static boolean comesAfterUs(String origin) {
        int colon = origin.lastIndexOf(':');
        return colon < 0 || name(origin.substring(0, colon)).compareTo(name(DROP_IN)) > 0;
    }

    private static Optional<Option> lastOf(String module, String parameter, List<Option> options) {
        return options.stream()
                .filter(option -> option.module().equals(module))
                .filter(option -> option.parameter().equals(parameter))
                .reduce((_, last) -> last);
    }

    /// The line that replaces the module's loading, if there is one.
    Optional<Install> install(String module) {
        return installs.stream().filter(install -> install.module().equals(module)).findFirst();
    }

    Optional<List<String>> dropIn() {
        return Optional.ofNullable(files.get(DROP_IN));
    }
}
