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
        PSDIRECT,
        LOCAL
    }

    private final SshReader ssh;
    private final WinRmReader winrm;
    private final PsDirectReader direct;
    private final BecomeReader become;
    private final Diagnostics diagnostics;

    MachineReader(ConnectionDefaults defaults, Diagnostics diagnostics) {
        this.ssh = new SshReader(defaults, diagnostics);
        this.winrm = new WinRmReader(defaults, diagnostics);
        this.direct = new PsDirectReader(defaults, diagnostics);
        this.become = new BecomeReader(defaults, diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The machine; where a value is wrong, which is reported, a default stands in for it.
    Machine machine(String name, Node.Scalar key, Map<String, Node.Entry> merged) {
        Variables variables = new Variables(merged, diagnostics);
        Way way = way(variables);
        OsFamily os = os(way, variables);
        Endpoint endpoint =
                switch (way) {
                    case SSH -> ssh.endpoint(name, key, variables);
                    case WINRM -> winrm.endpoint(name, key, variables);
                    case PSDIRECT -> direct.endpoint(key, variables);
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
            case "psdirect" -> Way.PSDIRECT;
            case "local" -> Way.LOCAL;
            case "psrp" -> {
                notYet(connection.get(), "write winrm: it reaches the same service");
                yield Way.WINRM;
            }
            default -> {
                notYet(
                        connection.get(),
                        Suggestion.didYouMean(text, Set.of("ssh", "winrm", "psdirect", "local"))
                                .orElse("write ssh, winrm, psdirect or local"));
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

    /// WinRM and PowerShell Direct say Windows; over SSH the shell that answers there does, as in
    /// Ansible.
    private OsFamily os(Way way, Variables variables) {
        return switch (way) {
            case LOCAL -> OsFamily.ofThisMachine();
            case SSH -> shell(variables).map(MachineReader::family).orElse(OsFamily.LINUX);
            case WINRM -> {
                notUnix(
                        variables,
                        "a machine that is reached over WinRM has no",
                        "write ansible_shell_type: powershell, or leave it out");
                yield OsFamily.WINDOWS;
            }
            case PSDIRECT -> {
                notUnix(
                        variables,
                        "PowerShell Direct reaches Windows guests only, which have no",
                        "leave ansible_shell_type out, or reach a Linux guest over ssh");
                yield OsFamily.WINDOWS;
            }
        };
    }

    private static OsFamily family(String shell) {
        return shell.equals("sh") ? OsFamily.LINUX : OsFamily.WINDOWS;
    }

    private void notUnix(Variables variables, String message, String help) {
        Optional<String> shell = shell(variables);
        if (shell.isPresent() && family(shell.get()) == OsFamily.LINUX) {
            Node.Scalar written = variables.scalar(VariableNames.SHELL_TYPE).orElseThrow();
            diagnostics.error(written.at(), message + " '" + written.text() + "'", help);
        }
    }

    /// `sh`, `powershell` or `cmd`; another is reported.
    private Optional<String> shell(Variables variables) {
        Optional<Node.Scalar> shell = variables.scalar(VariableNames.SHELL_TYPE);
        Set<String> known = Set.of("sh", "powershell", "cmd");
        Optional<String> plain = shell.map(Node.Scalar::text).map(MachineReader::withoutPrefix);
        if (shell.isPresent() && plain.filter(known::contains).isEmpty()) {
            String text = shell.get().text();
            diagnostics.error(
                    shell.get().at(),
                    "ansible_shell_type: '" + text + "' is not supported",
                    Suggestion.didYouMean(text, known)
                            .orElse(
                                    "write sh, which every Unix machine has, or powershell or"
                                            + " cmd for Windows"));
        }
        return plain.filter(known::contains);
    }

    private static String withoutPrefix(String plugin) {
        return plugin.startsWith(BUILT_IN) ? plugin.substring(BUILT_IN.length()) : plugin;
    }
}
