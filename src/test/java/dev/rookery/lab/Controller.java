package dev.rookery.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The administrator's side: an inventory, playbooks, and the packaged program.
///
/// @param folder where its files are
record Controller(Path folder, KvmAmdMachine machine) {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /// Writes the inventory of the machine.
    ///
    /// @param variables further lines of the machine, such as `ansible_become: true`
    Path inventory(String user, String... variables) {
        StringBuilder yaml = new StringBuilder();
        yaml.append(
                """
                all:
                  hosts:
                    kvm-amd:
                      ansible_host: 127.0.0.1
                      ansible_port: %s
                      ansible_user: %s
                      ansible_ssh_private_key_file: %s
                      ansible_ssh_common_args: -F none -o UserKnownHostsFile=%s -o StrictHostKeyChecking=yes
                """
                        .formatted(
                                read(machine.folder().resolve("port")).strip(),
                                user,
                                machine.folder().resolve("id_ed25519"),
                                machine.folder().resolve("known_hosts")));
        for (String variable : variables) {
            yaml.append("      ").append(variable).append('\n');
        }
        return write("inventory-" + user + ".yml", yaml.toString());
    }

    /// Writes a playbook of one play.
    ///
    /// @param hypervisor the lines of its `hypervisor` block
    Path playbook(String name, String... hypervisor) {
        StringBuilder yaml = new StringBuilder("- hosts: all\n  hypervisor:\n");
        for (String line : hypervisor) {
            yaml.append("    ").append(line).append('\n');
        }
        return write(name + ".yml", yaml.toString());
    }

    /// Runs the program as root of the machine.
    Ran rookery(String command, Path playbook, String... options) {
        return rookery(command, playbook, inventory("root"), options);
    }

    Ran rookery(String command, Path playbook, Path inventory, String... options) {
        return Ran.of(program(command, playbook, inventory, options), LIMIT);
    }

    /// The launcher of this checkout, in an environment that has nothing of the user's.
    ProcessBuilder program(String command, Path playbook, Path inventory, String... options) {
        List<String> words = new ArrayList<>();
        words.add(KvmAmdMachine.PROJECT.resolve("rookery").toString());
        words.addAll(List.of(command, playbook.toString(), "-i", inventory.toString()));
        words.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SSH_"));
        builder.environment().put("ROOKERY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        return builder;
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
