package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a user of the lab needs, in files beside its machines.
///
/// @param directory the lab's
record DemoFiles(Path directory) {
    static final String INVENTORY = "inventory.yml";
    static final String PLAYBOOK = "playbook.yml";

    private static final String PLAYS =
            """
            - name: Every hypervisor can nest, now and after a reboot
              hosts: kvm
              hypervisor:
                nested: true
                kvm_intel: { enable_shadow_vmcs: true }
            """;

    void write(List<DemoServer> servers, DemoKeys keys) throws IOException {
        Path key = directory.resolve("id_rsa");
        Path known = directory.resolve("known_hosts");
        keys.writeUserKey(key);
        StringBuilder hosts = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        for (DemoServer server : servers) {
            hosts.append(
                    "        %s: { ansible_port: %d }%n".formatted(server.name(), server.port()));
            entries.append(
                    "[%s]:%d %s%n".formatted(DemoServer.ADDRESS, server.port(), keys.hostEntry()));
        }
        Files.writeString(known, entries);
        Files.writeString(directory.resolve(INVENTORY), inventory(key, known) + hosts);
        Files.writeString(directory.resolve(PLAYBOOK), PLAYS);
    }

    private static String inventory(Path key, Path known) {
        return """
        all:
          children:
            kvm:
              vars:
                ansible_host: %s
                ansible_user: %s
                ansible_ssh_private_key_file: '%s'
                ansible_ssh_common_args: '-F none -o UserKnownHostsFile=%s'
              hosts:
        """
                .formatted(DemoServer.ADDRESS, DemoServer.USER, key, known);
    }
}
