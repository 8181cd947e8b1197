package dev.rookery.shell.powershell;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.shell.ShellException;

import java.util.List;

/// An error by which a Hyper-V host says that it cannot run something in a guest. It is told by its
/// identifier, its category and the class of its exception, never by its text, which is in the
/// host's language.
///
/// Those of Invoke-Command are in the source of PowerShell 7 (PSRemotingCmdlet.cs,
/// RemoteSessionHyperVSocket.cs); that 5.1 has the same ones is from memory, and so is what Get-VM
/// says to who has no rights.
///
/// @param id `FullyQualifiedErrorId`
/// @param message in the machine's language
/// @param classes of its exception and those inside it, without their namespaces
record DirectRefusal(String id, String category, String message, List<String> classes) {
    private static final String NEEDS =
            "PowerShell Direct needs Windows 10, Windows Server 2016 or newer";

    DirectRefusal {
        classes = List.copyOf(classes);
    }

    /// @param lines as `direct.ps1` writes them
    static DirectRefusal of(List<String> lines) {
        return lines.size() < 3
                ? new DirectRefusal("", "", "", List.of())
                : new DirectRefusal(
                        lines.get(0), lines.get(1), lines.get(2), lines.subList(3, lines.size()));
    }

    /// The guest is in another state than running.
    static ShellException off(List<String> state) {
        return exception(
                Reason.UNREACHABLE,
                "the guest does not run, it is " + String.join("", state),
                "start it, or write state: running in its guest: block");
    }

    ShellException explained() {
        return switch (id.split(",", -1)[0]) {
            case "InvalidVMState" -> off(List.of("not in the state Running"));
            case "InvalidParameter", "InvalidVMIdNotSingle", "ObjectNotFound" ->
                    exception(
                            Reason.UNREACHABLE,
                            "its parent does not show the guest: " + said(),
                            "see there with Get-VM, as the same user, and whether the service vmms"
                                    + " runs");
            // Of Get-VM to who has no rights: minikube issue 6732.
            case "Unspecified" -> rights();
            case "CommandNotFoundException", "HyperVModuleNotAvailable" ->
                    exception(
                            Reason.REFUSED,
                            "its parent has no PowerShell module for Hyper-V: " + said(),
                            "install the feature Microsoft-Hyper-V-Management-PowerShell there");
            case "NamedParameterNotFound" ->
                    exception(
                            Reason.REFUSED,
                            "its parent's PowerShell knows no PowerShell Direct: " + said(),
                            NEEDS + " on the parent too");
            case "PSSessionStateBroken" -> broken();
            default -> other();
        };
    }

    /// The session did not come about. Only what a guest that speaks PowerShell Direct answered is
    /// of this class.
    private ShellException broken() {
        return classes.contains("PSDirectException")
                ? exception(
                        Reason.AUTHENTICATION,
                        "the guest does not let the user in: " + said(),
                        "give an account of the guest in ansible_user and ansible_password; that"
                                + " of its parent does not count there")
                : exception(
                        Reason.UNREACHABLE,
                        "no PowerShell Direct answers in the guest: " + said(),
                        NEEDS
                                + " in the guest, booted, with its service vmicvmsession; reach an"
                                + " older one, or Linux, by ansible_host");
    }

    private ShellException other() {
        return category.equals("PermissionDenied")
                ? rights()
                : exception(Reason.LOST, "PowerShell Direct failed on its parent: " + said(), "");
    }

    private ShellException rights() {
        return exception(
                Reason.REFUSED,
                "the user of its parent may not use Hyper-V there: " + said(),
                "log in to the parent as an administrator, or as a member of Hyper-V"
                        + " Administrators");
    }

    private String said() {
        String line = message.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029\\s]+", " ");
        return line + " (" + id + ", " + category + ")";
    }

    /// As a connection says it, since it is one.
    private static ShellException exception(Reason reason, String message, String remedy) {
        return new ShellException(
                ShellException.Reason.CONNECTION,
                message,
                remedy,
                new ConnectionException(reason, message, remedy));
    }
}
