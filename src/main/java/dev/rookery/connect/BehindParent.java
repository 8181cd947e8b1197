package dev.rookery.connect;

/// A guest whose SSH server has an address that only its parent knows, and that is reached through
/// the connection to its parent.
///
/// @param ssh how it is spoken to; its host is a placeholder, its jumps are none
public record BehindParent(SshEndpoint ssh) implements Endpoint {
    /// The endpoint, once the parent has said where the guest is.
    public SshEndpoint at(String host) {
        return ssh.at(host);
    }

    @Override
    public String address() {
        return ssh.user() + "@(behind its parent):" + ssh.port();
    }
}
