package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Suggestion;
import dev.rookery.yaml.Node;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The variables of Ansible that say how a machine is reached. Of several names for one thing, the
/// last one that is set counts, as in Ansible's ssh and sudo plugins.
final class VariableNames {
    static final List<String> HOST = List.of("ansible_host", "ansible_ssh_host");
    static final List<String> PORT = List.of("ansible_port", "ansible_ssh_port");
    static final List<String> USER = List.of("ansible_user", "ansible_ssh_user");
    static final List<String> PASSWORD =
            List.of("ansible_password", "ansible_ssh_pass", "ansible_ssh_password");
    static final List<String> KEY =
            List.of("ansible_private_key_file", "ansible_ssh_private_key_file");
    static final List<String> PASSPHRASE =
            List.of("ansible_private_key_passphrase", "ansible_ssh_private_key_passphrase");
    static final List<String> TIMEOUT = List.of("ansible_timeout", "ansible_ssh_timeout");
    static final List<String> COMMON_ARGS = List.of("ansible_ssh_common_args");
    static final List<String> CONNECTION = List.of("ansible_connection");
    static final List<String> SHELL_TYPE = List.of("ansible_shell_type");
    static final List<String> BECOME = List.of("ansible_become");
    static final List<String> BECOME_USER = List.of("ansible_become_user");
    static final List<String> BECOME_PASSWORD =
            List.of("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass");
    static final List<String> BECOME_METHOD = List.of("ansible_become_method");
    static final List<String> GUEST_OF = List.of("guest_of");
    static final List<String> GUEST_NAME = List.of("guest_name");

    private static final Set<String> UNDERSTOOD =
            Set.copyOf(
                    Stream.of(
                                    HOST,
                                    PORT,
                                    USER,
                                    PASSWORD,
                                    KEY,
                                    PASSPHRASE,
                                    TIMEOUT,
                                    COMMON_ARGS,
                                    CONNECTION,
                                    SHELL_TYPE,
                                    BECOME,
                                    BECOME_USER,
                                    BECOME_PASSWORD,
                                    BECOME_METHOD,
                                    GUEST_OF,
                                    GUEST_NAME,
                                    WinRmNames.UNDERSTOOD)
                            .flatMap(Collection::stream)
                            .toList());

    /// They change how a machine is reached, so that leaving them out would reach another.
    private static final Set<String> NOT_YET =
            Set.of(
                    "ansible_ssh_args",
                    "ansible_ssh_extra_args",
                    "ansible_ssh_executable",
                    "ansible_ssh_private_key",
                    "ansible_private_key",
                    "ansible_ssh_host_key_checking",
                    "ansible_host_key_checking",
                    "ansible_become_exe",
                    "ansible_become_flags");

    /// They say nothing about reaching a machine from here.
    private static final Set<String> WITHOUT_MEANING_HERE =
            Set.of(
                    "ansible_ssh_pipelining",
                    "ansible_pipelining",
                    "ansible_ssh_retries",
                    "ansible_ssh_use_tty",
                    "ansible_ssh_transfer_method",
                    "ansible_control_path",
                    "ansible_control_path_dir",
                    "ansible_python_interpreter",
                    "ansible_shell_executable",
                    "ansible_remote_tmp",
                    "ansible_group_priority",
                    "ansible_command_timeout",
                    "ansible_connect_timeout",
                    "ansible_os_family",
                    "ansible_become_plugin");

    private static final String OTHER_PLUGINS =
            "ansible_(psrp|paramiko|libssh|httpapi|netconf|network|docker|podman|kubectl|sudo"
                    + "|su|runas|powershell|cmd|sh|sftp|scp|aws_ssm|facts|local)_.*";

    private VariableNames() {}

    /// Reports a name that is not supported, or that is a slip of a known one.
    static void check(Node.Scalar key, Diagnostics diagnostics) {
        String name = key.text();
        if (NOT_YET.contains(name)) {
            String help =
                    name.endsWith("host_key_checking")
                            ? "write ansible_ssh_common_args: '-o StrictHostKeyChecking=no'"
                            : "remove it, or use ansible_ssh_common_args";
            diagnostics.error(key.at(), "'" + name + "' is not supported yet", help);
            return;
        }
        if (UNDERSTOOD.contains(name)
                || WITHOUT_MEANING_HERE.contains(name)
                || name.matches(OTHER_PLUGINS)
                || name.matches(WinRmNames.CREDSSP)) {
            return;
        }
        Optional<String> help =
                name.matches("(ansible|guest|rookery).*|.*_winrm_.*")
                        ? Suggestion.didYouMean(name, UNDERSTOOD)
                        : Optional.empty();
        if (help.isEmpty() && name.matches("ansible_winrm_.*|rookery_.*")) {
            help =
                    Optional.of(
                            "remove it: it has no meaning here; docs/inventory.md lists what has");
        }
        help.ifPresent(
                text -> diagnostics.error(key.at(), "unknown variable '" + name + "'", text));
    }
}
