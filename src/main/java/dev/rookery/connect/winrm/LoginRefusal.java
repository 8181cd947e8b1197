package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.WinRmEndpoint.Login;

import java.util.List;

/// Words and remedies for a service that does not let us in.
final class LoginRefusal {
    private static final String TOKEN_FILTER =
            "; a local administrator other than the built-in one also needs"
                    + " LocalAccountTokenFilterPolicy 1";

    private LoginRefusal() {}

    /// @param offered the schemes of the service's `WWW-Authenticate`
    static ConnectionException explain(Login login, List<String> offered) {
        String way =
                switch (login) {
                    case Login.Basic(String user, _) -> "Basic as " + user;
                    case Login.Ntlm(String user, _) -> "NTLM as " + user;
                    case Login.Kerberos kerberos ->
                            "Kerberos" + kerberos.user().map(user -> " as " + user).orElse("");
                    case Login.Certificate _ -> "the client certificate";
                };
        String has =
                offered.isEmpty()
                        ? "the service offers no way to log in"
                        : "the service offers " + String.join(", ", offered);
        return new ConnectionException(
                Reason.AUTHENTICATION,
                "not let in with " + way + "; " + has,
                remedy(login, offered));
    }

    private static String remedy(Login login, List<String> offered) {
        return switch (login) {
            case Login.Basic _ when !offers(offered, "Basic") ->
                    "Basic is switched off there: use ansible_winrm_transport: ntlm, or Set-Item"
                            + " WSMan:\\localhost\\Service\\Auth\\Basic true";
            case Login.Basic _ ->
                    "check ansible_user and ansible_password; Basic takes local accounts only";
            case Login.Ntlm _ when !offers(offered, "Negotiate") ->
                    "Negotiate is switched off there: Set-Item"
                            + " WSMan:\\localhost\\Service\\Auth\\Negotiate true";
            case Login.Ntlm _ ->
                    "check ansible_user (DOMAIN\\user, user@domain, or a local user) and"
                            + " ansible_password, that the account is not locked, and that NTLM is"
                            + " allowed there"
                            + TOKEN_FILTER;
            case Login.Kerberos _
                    when !offers(offered, "Kerberos") && !offers(offered, "Negotiate") ->
                    "Kerberos is switched off there: Set-Item"
                            + " WSMan:\\localhost\\Service\\Auth\\Kerberos true";
            case Login.Kerberos _ ->
                    "check that the ticket is for this machine"
                            + " (ansible_winrm_kerberos_hostname_override), the clocks, and the"
                            + " service's principal: setspn -Q HTTP/HOST";
            case Login.Certificate _ ->
                    "check Set-Item WSMan:\\localhost\\Service\\Auth\\Certificate true, that the"
                            + " certificate's issuer is trusted there, and that it is mapped to a"
                            + " local user: dir WSMan:\\localhost\\ClientCertificate";
        };
    }

    private static boolean offers(List<String> offered, String scheme) {
        return offered.stream().anyMatch(scheme::equalsIgnoreCase);
    }
}
