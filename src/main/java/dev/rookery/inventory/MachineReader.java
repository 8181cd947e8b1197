package dev.rookery.inventory;

import dev.rookery.connect.Endpoint;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Suggestion;
import dev.rookery.facts.OsFamily;
import dev.rookery.yaml.Node;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes a machine from a host's merged variables and the command line.
final class MachineReader {
    private static final String BUILT_IN = "ansible.builtin.";

    /// How a machine is reached.
    private enum Way {
        SSH,
        WINRM,
        LOCAL
    }

    private final SshReader ssh;
    private final WinRmReader winrm;
    private final BecomeReader become;
    private final Diagnostics diagnostics;

    MachineReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.ssh = new SshReader(defaults, diagnostics);
        this.winrm = new WinRmReader(defaults, diagnostics);
        this.become = new BecomeReader(defaults, diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The machine; where a value is wrong, which is reported, a default stands in for it.
    Machine machine(String name, Node.Scalar key, Map<String, Node.Entry> merged) {
        Variables variables = new Variables(merged, diagnostics);
        Way way = way(variables);
        OsFamily os = way == Way.LOCAL ? OsFamily.ofThisMachine() : os(way == Way.WINRM, variables);
        Endpoint endpoint =
                switch (way) {
                    case SSH -> ssh.endpoint(name, key, variables);
                    case WINRM -> winrm.endpoint(name, key, variables);
                    case LOCAL -> new LocalEndpoint();
                };
        String guestName = variables.text(VariableNames.GUEST_NAME).orElse(name);
        return new Machine(
                name,
                os,
                endpoint,
                become.become(os, variables),
                variables
                        .text(VariableNames.GUEST_OF)
                        .map(parent -> new Machine.GuestOf(parent, guestName)));
    }

    private Way way(Variables variables) {
        Optional<Node.Scalar> connection = variables.scalar(VariableNames.CONNECTION);
        if (connection.isEmpty()) {
            return Way.SSH;
        }
        String text = connection.get().text();
        return switch (withoutPrefix(text)) {
            case "ssh", "smart" -> Way.SSH;
            case "winrm" -> Way.WINRM;
            case "local" -> Way.LOCAL;
            case "psrp" -> {
                notYet(connection.get(), "write winrm: it reaches the same service");
                yield Way.WINRM;
            }
            case "psdirect" -> {
                notYet(connection.get(), "reach the guest itself, over winrm or ssh");
                yield Way.SSH;
            }
            default -> {
                notYet(
                        connection.get(),
                        Suggestion.didYouMean(text, Set.of("ssh", "winrm", "local"))
                                .orElse("write ssh, winrm or local"));
                yield Way.SSH;
            }
        };
    }

    private void notYet(Node.Scalar connection, String help) {
        diagnostics.error(
                connection.at(),
                "ansible_connection: " + connection.text() + " is not supported yet",
                help);
    }

    /// WinRM says Windows; over SSH the shell that answers there does, as in Ansible.
    private OsFamily os(boolean overWinRm, Variables variables) {
        Optional<Node.Scalar> shell = variables.scalar(VariableNames.SHELL_TYPE);
        if (shell.isEmpty()) {
            return overWinRm ? OsFamily.WINDOWS : OsFamily.LINUX;
        }
        String text = shell.get().text();
        return switch (withoutPrefix(text)) {
            case "powershell", "cmd" -> OsFamily.WINDOWS;
            case "sh" -> {
                if (overWinRm) {
                    diagnostics.error(
                            shell.get().at(),
                            "a machine that is reached over WinRM has no '" + text + "'",
                            "write ansible_shell_type: powershell, or leave it out");
                }
                yield overWinRm ? OsFamily.WINDOWS : OsFamily.LINUX;
            }
            default -> {
                diagnostics.error(
                        shell.get().at(),
                        "ansible_shell_type: '" + text + "' is not supported",
                        Suggestion.didYouMean(text, Set.of("sh", "powershell", "cmd"))
                                .orElse(
                                        "write sh, which every Unix machine has, or powershell or"
                                                + " cmd for Windows"));
                yield overWinRm ? OsFamily.WINDOWS : OsFamily.LINUX;
            }
        };
    }

    private static String withoutPrefix(String plugin) {
        return plugin.startsWith(BUILT_IN) ? plugin.substring(BUILT_IN.length()) : plugin;
    }
}
