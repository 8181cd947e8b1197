package dev.rookery.connect.winrm.auth;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the user's tickets are, as MIT Kerberos' `KRB5CCNAME` says it.
///
/// @param file what Java reads; nothing for `/tmp/krb5cc_UID`, which it finds by itself
record TicketCache(Optional<Path> file) {
    private static final String FILE = "FILE:";

    /// @param name what `KRB5CCNAME` says, if anything
    /// @throws HandshakeException if the cache is of a kind that Java cannot read, or not there
    static TicketCache named(Optional<String> name) throws HandshakeException {
        if (name.isEmpty() || name.get().isEmpty()) {
            return new TicketCache(Optional.empty());
        }
        String text = name.get();
        int colon = text.indexOf(':');
        if (colon > 1 && !text.startsWith("/") && !text.startsWith(FILE)) {
            throw new HandshakeException(
                    "Java cannot read the ticket cache " + text + ": only " + FILE + " is one",
                    "get a ticket into a file: export KRB5CCNAME=FILE:$HOME/.krb5cc, then kinit");
        }
        String path = text.startsWith(FILE) ? text.substring(FILE.length()) : text;
        try {
            Path file = Path.of(path);
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw noTicket("there is no ticket cache " + file);
            }
            return new TicketCache(Optional.of(file));
        } catch (InvalidPathException unfit) {
            throw new HandshakeException("KRB5CCNAME is not a file's name: " + text, "", unfit);
        }
    }

    static HandshakeException noTicket(String why) {
        return new HandshakeException(
                why,
                "get a ticket with kinit; where the system keeps tickets elsewhere (KCM:,"
                        + " KEYRING:), first export KRB5CCNAME=FILE:$HOME/.krb5cc");
    }
}
