package dev.rookery.connect.winrm.auth;

/// Encrypts and signs the messages of one HTTP connection, in their order: every sealed message
/// must be sent, and none twice.
///
/// A sealed message is what the multipart's second part carries: the signature's length in four
/// bytes, little-endian, the signature, the encrypted text (MS-WSMV 2.2.9.1).
public interface Sealing {
    /// The protocol as the multipart's `protocol` names it, such as
    /// `application/HTTP-SPNEGO-session-encrypted`.
    String protocol();

    /// Encrypts and signs the next message that is sent.
    byte[] seal(byte[] plain) throws HandshakeException;

    /// Decrypts the next message that was received.
    ///
    /// @throws HandshakeException if it was changed, replayed or not sealed
    byte[] unseal(byte[] sealed) throws HandshakeException;
}
