package dev.rookery.demo;

import dev.rookery.shell.ScriptFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a simulated machine has on its PATH.
final class Tools {
    /// The machine's own: they act on its root only.
    private static final List<String> SIMULATED =
            List.of(
                    "modprobe",
                    "rmmod",
                    "modinfo",
                    "lsmod",
                    "dmesg",
                    "uname",
                    "hostname",
                    "id",
                    "systemd-detect-virt",
                    "virsh");

    /// The controller's, as far as it has them: they change nothing but files that they are given.
    private static final List<String> REAL =
            List.of(
                    ("awk basename cat chmod cksum cmp comm cp cut date dd diff dirname echo env"
                                    + " expr false find fold grep egrep fgrep head join kill ln ls"
                                    + " md5sum mkdir mktemp mv nl od paste printf pwd readlink"
                                    + " realpath rm rmdir sed seq setsid sh sha256sum sleep sort"
                                    + " split stat sync tail tee test timeout touch tr true uniq"
                                    + " wc xargs [")
                            .split(" "));

    private static final List<Path> PLACES = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    private Tools() {}

    static void install(Path bin) throws IOException {
        Files.createDirectories(bin);
        for (String name : SIMULATED) {
            Path tool = bin.resolve(name);
            Files.writeString(tool, "#!/bin/sh\n" + text(name));
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String name : REAL) {
            Optional<Path> real = find(name);
            if (real.isPresent()) {
                Files.createSymbolicLink(bin.resolve(name), real.get());
            }
        }
    }

    private static String text(String name) {
        List<String> parts = new ArrayList<>(List.of("kernel"));
        if (name.equals("virsh")) {
            parts.addAll(List.of("libvirt", "libvirt-define", "virsh-show", "virsh-change"));
        }
        parts.add(name);
        return ScriptFile.of(
                        parts.stream()
                                .map(part -> "demo/bin/" + part + ".sh")
                                .toArray(String[]::new))
                .text();
    }

    /// The controller's tool of this name. Its PATH is not asked: what is there may be anything.
    static Optional<Path> find(String name) {
        return PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
