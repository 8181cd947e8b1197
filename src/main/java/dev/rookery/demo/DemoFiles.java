package dev.rookery.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// What a user of the lab needs, in files beside its machines.
///
/// @param directory the lab's
record DemoFiles(Path directory) {
    static final String INVENTORY = "inventory.yml";
    static final String PLAYBOOK = "playbook.yml";

    private static final String PLAY =
            """
            - name: Every hypervisor can nest, now and after a reboot
              hosts: %s
            %s  hypervisor:
                nested: true
                kvm_intel: { enable_shadow_vmcs: true }
            """;

    private static final String RESTARTS =
            """
              reboot: true      # Hyper-V is there after a restart only
              serial: 100%      # else one machine after the other, where a restart is allowed
            """;

    private static final String LABS =
            """

            - name: Labs are guests that are hypervisors themselves
              hosts: labs
              reboot: true
              guest:            # what its parent must give it
                state: running
                nested: true
                memory: 8GiB
              hypervisor:       # what it must be itself
                nested: true
            """;

    void write(List<DemoServer> servers, Optional<WindowsDemoHost> windows, DemoKeys keys)
            throws IOException {
        Path key = directory.resolve("id_rsa");
        Path known = directory.resolve("known_hosts");
        keys.writeUserKey(key);
        StringBuilder hosts = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        for (DemoServer server : servers) {
            hosts.append(host(server.name(), server.port()));
            entries.append(
                    "[%s]:%d %s%n".formatted(DemoServer.ADDRESS, server.port(), keys.hostEntry()));
        }
        Files.writeString(known, entries);
        Path inventory = directory.resolve(INVENTORY);
        createPrivate(inventory);
        Files.writeString(
                inventory, kvm(key, known) + hosts + windows.map(DemoFiles::hyperV).orElse(""));
        Files.writeString(
                directory.resolve(PLAYBOOK),
                windows.isPresent()
                        ? PLAY.formatted("kvm:hyperv", RESTARTS) + LABS
                        : PLAY.formatted("kvm", ""));
    }

    /// Makes an empty file that only its owner can read, from the start.
    static void createPrivate(Path file) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static String host(String name, int port) {
        return "        %s: { ansible_port: %d }%n".formatted(name, port);
    }

    private static String kvm(Path key, Path known) {
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

    private static String hyperV(WindowsDemoHost windows) {
        return """
            hyperv:
              vars:
                ansible_connection: winrm
                ansible_winrm_scheme: http
                ansible_winrm_transport: ntlm
                ansible_host: %s
                ansible_user: %s
                ansible_password: '%s'
              hosts:
        """
                        .formatted(
                                DemoServer.ADDRESS,
                                WindowsDemoHost.USER,
                                windows.password().reveal())
                + host(WindowsDemoHost.NAME, windows.port())
                + """
                    labs:
                      vars:
                        ansible_connection: psdirect
                        ansible_user: %s
                        ansible_password: '%s'
                      hosts:
                        %s: { guest_of: %s }
                """
                        .formatted(
                                WindowsDemoGuest.USER,
                                windows.guest().password().reveal(),
                                WindowsDemoGuest.NAME,
                                WindowsDemoHost.NAME);
    }
}
