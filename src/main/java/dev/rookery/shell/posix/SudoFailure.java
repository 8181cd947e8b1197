package dev.rookery.shell.posix;

import dev.rookery.shell.Become;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

/// Why sudo did not let us in, and what helps.
///
/// Whether a password was asked for, and asked for again, is told by markers. The rest is only in
/// sudo's own words, which are those of LC_ALL=C: of sudo (plugins/sudoers/{check,logging}.c and
/// src/sudo.c, 1.8 to 1.9) and of sudo-rs.
///
/// A wrong password is one failed login in sudo's own log. sudo asks again by itself, and only
/// sudoers' `passwd_tries=1` keeps it from that; where PAM has pam_faillock (seen with sudo
/// 1.9.13), the second prompt that we leave unanswered is a second entry in its tally.
enum SudoFailure {
    MISSING("there is no sudo on its PATH", "install sudo, or log in as the user to become"),
    PASSWORD_NEEDED(
            "sudo asks for a password and none was given",
            "give it with -K, or allow the login user NOPASSWD in sudoers"),
    PASSWORD_WRONG(
            "sudo did not accept the password",
            "give the login user's own password with -K; it was tried once"),
    TERMINAL_NEEDED(
            "sudo's requiretty is set for the login user: it wants a terminal",
            "allow it in sudoers, with the login user's name: Defaults:USER !requiretty"),
    NOT_IN_SUDOERS(
            "the login user is not in sudoers",
            "allow it to run /bin/sh in sudoers, or log in as another user"),
    NOT_ALLOWED(
            "sudoers does not allow the login user to run /bin/sh",
            "allow it /bin/sh in sudoers, or log in as another user"),
    UNKNOWN_USER("there is no such user to become", "see become_user"),
    OTHER("sudo failed", "");

    private final String message;
    private final String remedy;

    SudoFailure(String message, String remedy) {
        this.message = message;
        this.remedy = remedy;
    }

    static SudoFailure of(int prompts, String errors, Become become) {
        if (prompts > 1 || has(errors, "incorrect password", "incorrect authentication")) {
            return PASSWORD_WRONG;
        }
        if (has(errors, "must have a tty")) {
            return TERMINAL_NEEDED;
        }
        if (has(errors, "is not in the sudoers file", "may not run sudo")) {
            return NOT_IN_SUDOERS;
        }
        // sudo-rs says the last for both.
        if (has(errors, "is not allowed to", "afraid I can't do that")) {
            return NOT_ALLOWED;
        }
        if (has(errors, "unknown user", "user '" + become.user() + "' not found")) {
            return UNKNOWN_USER;
        }
        if (become.password().isEmpty()
                && has(errors, "password is required", "authentication is required")) {
            return PASSWORD_NEEDED;
        }
        return OTHER;
    }

    private static boolean has(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    ShellException exception(Become become, String said) {
        return new ShellException(
                Reason.BECOME,
                "cannot become " + become.user() + ": " + message + (this == OTHER ? said : ""),
                remedy);
    }
}
