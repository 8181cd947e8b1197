package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;

/// Words and remedies for an answer of HTTP without one of WS-Management.
final class HttpStatus {
    private HttpStatus() {}

    static ConnectionException explain(int status, String path) {
        return switch (status) {
            case 200 ->
                    failure(
                            Reason.UNREACHABLE,
                            "what answers is not WinRM",
                            "check ansible_port: WinRM listens on 5985 and 5986");
            case 301, 302, 307, 308 ->
                    failure(
                            Reason.UNREACHABLE,
                            "the service redirects, HTTP status " + status,
                            "check ansible_winrm_scheme, ansible_port and ansible_winrm_path");
            case 403 ->
                    failure(
                            Reason.AUTHENTICATION,
                            "the service forbids it, HTTP status 403",
                            "check the user's rights, and whether it wants a client certificate");
            case 404 ->
                    failure(
                            Reason.UNREACHABLE,
                            "there is no WinRM service at " + path + ", HTTP status 404",
                            "check ansible_winrm_path (usually /wsman)");
            case 413 ->
                    failure(
                            Reason.REFUSED,
                            "a message is larger than the service allows, HTTP status 413",
                            "raise the limit: Set-Item WSMan:\\localhost\\MaxEnvelopeSizekb 500");
            case 503 ->
                    failure(
                            Reason.UNREACHABLE,
                            "the WinRM service is not running or too busy, HTTP status 503",
                            "run Restart-Service WinRM there");
            default ->
                    failure(
                            Reason.LOST,
                            "the service answers with HTTP status " + status,
                            "see the event log Microsoft-Windows-WinRM/Operational there");
        };
    }

    private static ConnectionException failure(Reason reason, String words, String remedy) {
        return new ConnectionException(reason, words, remedy);
    }
}
