package dev.rookery.shell.powershell;

import dev.rookery.shell.Deadline;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import java.util.OptionalInt;

/// Says why there is no answer, from what was seen.
///
/// @param name the script's
record Failures(String name, Deadline deadline) {
    /// What cmd.exe and a POSIX shell end with when there is no such command.
    private static final int NO_COMMAND_CMD = 9009;

    private static final int NO_COMMAND_SH = 127;

    /// Nothing, or not enough, came in time.
    ShellException timeout(Progress progress) {
        String what =
                progress.hasBegun()
                        ? name + " did not end within " + deadline.text() + " and was given up"
                        : "PowerShell did not start " + name + " within " + deadline.text();
        return new ShellException(Reason.TIMEOUT, what + said(progress), "");
    }

    ShellException tooMuch(Progress progress) {
        String who = progress.hasBegun() ? name : "the machine";
        return new ShellException(Reason.OUTPUT, who + " printed " + progress.tooMuch(), "");
    }

    static ShellException restricted() {
        return new ShellException(
                Reason.RESTRICTED,
                "PowerShell runs in constrained language mode there: an application control"
                        + " policy (AppLocker, or Windows Defender Application Control) does"
                        + " not trust scripts from outside",
                "have the policy trust this user's PowerShell, or manage the machine as a user"
                        + " whom it does not bind");
    }

    /// The command's output ended before the answer did, or there is none.
    ///
    /// @param exitCode nothing if the connection was lost
    ShellException ended(Progress progress, OptionalInt exitCode) {
        if (progress.isRestricted()) {
            return restricted();
        }
        if (progress.isDamaged()) {
            return new ShellException(
                    Reason.CUT_OFF, name + " did not arrive whole and was not started", "");
        }
        if (progress.isUnreadable()) {
            return new ShellException(
                    Reason.CUT_OFF, "the answer of " + name + " did not arrive whole", "");
        }
        if (exitCode.isEmpty()) {
            return new ShellException(
                    Reason.CONNECTION, "the connection was lost during " + name, "");
        }
        String ending = " (exit code " + exitCode.getAsInt() + ")" + said(progress);
        if (progress.hasBegun()) {
            return new ShellException(
                    Reason.CUT_OFF,
                    "PowerShell ended before " + name + " did" + ending,
                    "a script that calls exit ends PowerShell itself");
        }
        return isMissing(progress, exitCode.getAsInt())
                ? new ShellException(
                        Reason.CUT_OFF,
                        "there is no powershell.exe" + ending,
                        "is it a Windows machine? if not, take ansible_shell_type: powershell out"
                                + " of the inventory")
                : new ShellException(
                        Reason.CUT_OFF, "PowerShell ended before it ran anything" + ending, "");
    }

    /// Whatever its language, a shell's complaint has the command's name.
    private static boolean isMissing(Progress progress, int exitCode) {
        return exitCode == NO_COMMAND_CMD
                || exitCode == NO_COMMAND_SH
                || progress.said().contains("powershell.exe");
    }

    /// The first that was said, as one short line without control characters.
    private static String said(Progress progress) {
        String line = progress.said().strip().lines().findFirst().orElse("");
        line = line.replaceAll("\\p{Cntrl}", "?");
        if (line.length() > 300) {
            line = line.substring(0, 300) + "...";
        }
        return line.isBlank() ? "" : ": " + line;
    }
}
