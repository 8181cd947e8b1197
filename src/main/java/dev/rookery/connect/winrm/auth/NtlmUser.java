package dev.rookery.connect.winrm.auth;

/// A user as NTLM names one.
///
/// @param domain empty for a machine's own user, and where the name says it
/// @param name with its domain if it was written `name@domain`: only a domain controller can tell
///   which domain that is
record NtlmUser(String domain, String name) {
    /// @param text `name`, `DOMAIN\name`, `.\name` or `name@domain`
    static NtlmUser parse(String text) {
        int backslash = text.indexOf('\\');
        if (backslash < 0) {
            return new NtlmUser("", text);
        }
        String domain = text.substring(0, backslash);
        return new NtlmUser(domain.equals(".") ? "" : domain, text.substring(backslash + 1));
    }
}
