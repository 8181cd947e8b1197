package dev.rookery.shell.posix;

import dev.rookery.secret.Secret;
import dev.rookery.shell.Become;
import dev.rookery.shell.Deadline;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Says why there is no answer, from what was seen.
///
/// @param name the script's
record Failures(String name, Optional<Become> become, Deadline deadline) {
    /// The complaint of cmd.exe or PowerShell about the first word of the login command. cmd.exe
    /// puts it in quotes in every language, and a PowerShell's error has an identifier.
    private static final Pattern WINDOWS =
            Pattern.compile(
                    "[\"'\u00ab\u201c\u201e]\\s?exec\\s?[\"'\u00bb\u201d\u201c]"
                            + "|CommandNotFoundException");

    /// Nothing, or not enough, came in time.
    ShellException timeout(Progress progress) {
        String what;
        if (progress.hasBegun()) {
            what = name + " did not end within " + deadline.text() + " and was given up";
        } else if (become.isPresent() && !progress.isReady()) {
            what = "sudo did not let us in within " + deadline.text();
        } else {
            what = "the login shell did not start " + name + " within " + deadline.text();
        }
        return new ShellException(Reason.TIMEOUT, what + said(progress), remedy(progress));
    }

    ShellException tooMuch(Progress progress) {
        String who = progress.hasBegun() ? name : "the login shell";
        return new ShellException(Reason.OUTPUT, who + " printed " + progress.tooMuch(), "");
    }

    ShellException become(Progress progress) {
        Become whom = become.orElseThrow();
        return SudoFailure.of(progress.prompts(), progress.errors(), whom)
                .exception(whom, said(progress));
    }

    /// The command's output ended before the answer did.
    ///
    /// @param exitCode nothing if the connection was lost
    ShellException ended(Progress progress, OptionalInt exitCode) {
        if (progress.isDamaged()) {
            return new ShellException(
                    Reason.CUT_OFF,
                    name + " did not arrive whole and was not started",
                    "see whether a startup file of the login shell reads standard input");
        }
        if (progress.hasNoSudo()) {
            return SudoFailure.MISSING.exception(become.orElseThrow(), "");
        }
        if (exitCode.isEmpty()) {
            return new ShellException(
                    Reason.CONNECTION, "the connection was lost during " + name, "");
        }
        if (become.isPresent() && !progress.isReady()) {
            return become(progress);
        }
        String who =
                progress.isReady()
                        ? "the shell ended before " + name + " did"
                        : "the login shell ended before it ran anything";
        return new ShellException(
                Reason.CUT_OFF,
                who + " (exit code " + exitCode.getAsInt() + ")" + said(progress),
                remedy(progress));
    }

    private static String remedy(Progress progress) {
        return !progress.isReady() && WINDOWS.matcher(progress.errors()).find()
                ? "it looks like a Windows machine: set ansible_shell_type: powershell for it in"
                        + " the inventory"
                : "";
    }

    /// The last that was printed, as one short line without control characters or the password.
    private String said(Progress progress) {
        String text = progress.errors().isBlank() ? progress.noise() : progress.errors();
        Optional<Secret> password = become.flatMap(Become::password);
        if (password.isPresent() && !password.get().reveal().isEmpty()) {
            text = text.replace(password.get().reveal(), "***");
        }
        String line = text.strip().lines().reduce("", (first, second) -> second);
        line = line.replaceAll("\\p{Cntrl}", "?");
        if (line.length() > 300) {
            line = line.substring(0, 300) + "...";
        }
        return line.isBlank() ? "" : ": " + line;
    }
}
