package dev.rookery.connect.winrm.auth;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.security.auth.login.LoginException;

/// Says why Kerberos failed, and what the user can do.
///
/// Java only has its reason as a text, with the number of RFC 4120 7.5.9 in parentheses if the KDC
/// gave one; it is never translated.
final class KerberosFailure {
    private static final Pattern NUMBER = Pattern.compile("\\((\\d{1,3})\\)");

    private KerberosFailure() {}

    /// @param service the service's principal
    static HandshakeException explain(Throwable failure, String service) {
        String text = texts(failure);
        Matcher matcher = NUMBER.matcher(text);
        int number = matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
        return switch (number) {
            case 6 -> with(failure, "the KDC does not know the user", "write user@REALM");
            case 7 ->
                    with(
                            failure,
                            "the KDC does not know the service " + service,
                            "name the machine as its principal does (setspn -L MACHINE lists"
                                    + " them), or set ansible_winrm_kerberos_hostname_override");
            case 14 ->
                    with(
                            failure,
                            "the KDC has no cipher that Java takes",
                            "let the account use AES (msDS-SupportedEncryptionTypes)");
            case 18 -> with(failure, "the account is locked or disabled", "");
            case 23 -> with(failure, "the password has expired", "change it with kpasswd");
            case 24 -> with(failure, "the password is wrong", "");
            case 32 -> with(failure, "the ticket has expired", "get a new one with kinit");
            case 37 ->
                    with(
                            failure,
                            "the clocks of this machine and of the KDC are too far apart",
                            "synchronize them, for example with chrony");
            case 68 -> with(failure, "the user is of another realm", "write user@REALM");
            default -> unnumbered(failure, text, service);
        };
    }

    private static HandshakeException unnumbered(Throwable failure, String text, String service) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("unable to obtain princip")
                || lower.contains("unable to obtain password")
                || lower.contains("no valid credentials provided")
                || lower.contains("failed to find any kerberos tgt")) {
            return TicketCache.noTicket("there is no valid ticket");
        }
        if (failure instanceof LoginException && lower.contains("checksum failed")) {
            return with(failure, "the password is wrong", "");
        }
        if (isUnreachable(failure) || lower.contains("kdc") || lower.contains("realm")) {
            return with(
                    failure,
                    "the KDC is not known, or does not answer: " + first(failure),
                    "look at [realms] and [domain_realm] in /etc/krb5.conf");
        }
        return with(failure, "Kerberos failed for " + service + ": " + first(failure), "");
    }

    private static boolean isUnreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static HandshakeException with(Throwable failure, String message, String remedy) {
        return new HandshakeException(message, remedy, failure);
    }

    /// The messages of a failure and its causes.
    private static String texts(Throwable failure) {
        StringBuilder texts = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            texts.append(cause.getMessage()).append('\n');
        }
        return texts.toString();
    }

    private static String first(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
