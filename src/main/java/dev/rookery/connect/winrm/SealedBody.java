package dev.rookery.connect.winrm;

import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;
import dev.rookery.connect.winrm.http.Header;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sealed message as HTTP carries it (MS-WSMV 2.2.9.1).
///
/// One message is one part, however large: only CredSSP cuts them into pieces.
final class SealedBody {
    private static final String BOUNDARY = "--Encrypted Boundary";
    private static final String TYPE = "application/soap+xml;charset=UTF-8";
    private static final int HEAD = 1024;
    private static final Pattern START =
            Pattern.compile(
                    "-- ?Encrypted Boundary\\r\\n"
                            + "[ \\t]*Content-Type:[ \\t]*(?<protocol>[!-~]+)\\r\\n"
                            + "[ \\t]*OriginalContent:[ \\t]*type=[^\\r\\n]*;[ \\t]*"
                            + "Length=(?<length>[0-9]{1,9})\\r\\n"
                            + "-- ?Encrypted Boundary\\r\\n"
                            + "[ \\t]*Content-Type:[ \\t]*application/octet-stream\\r\\n");
    private static final Pattern END = Pattern.compile("-- ?Encrypted Boundary--(\\r\\n)?$");

    private SealedBody() {}

    static Header contentType(Sealing sealing) {
        return new Header(
                "Content-Type",
                "multipart/encrypted;protocol=\""
                        + sealing.protocol()
                        + "\";boundary=\"Encrypted Boundary\"");
    }

    static byte[] seal(Sealing sealing, byte[] plain) throws HandshakeException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String start =
                BOUNDARY
                        + "\r\n\tContent-Type: "
                        + sealing.protocol()
                        + "\r\n\tOriginalContent: type="
                        + TYPE
                        + ";Length="
                        + plain.length
                        + "\r\n"
                        + BOUNDARY
                        + "\r\n\tContent-Type: application/octet-stream\r\n";
        all.writeBytes(start.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(sealing.seal(plain));
        all.writeBytes((BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }

    /// @throws ProtocolException if it is not one sealed message
    /// @throws HandshakeException if it was changed
    static byte[] unseal(Sealing sealing, byte[] body)
            throws ProtocolException, HandshakeException {
        String head = latin1(body, 0, Math.min(body.length, HEAD));
        Matcher start = START.matcher(head);
        int tailAt = Math.max(0, body.length - BOUNDARY.length() - 5);
        Matcher end = END.matcher(latin1(body, tailAt, body.length));
        if (!start.lookingAt() || !end.find() || tailAt + end.start() < start.end()) {
            throw new ProtocolException("the answer is not sealed as it should be");
        }
        if (!start.group("protocol").equals(sealing.protocol())) {
            throw new ProtocolException("the answer is sealed by another protocol");
        }
        byte[] plain = sealing.unseal(Arrays.copyOfRange(body, start.end(), tailAt + end.start()));
        if (plain.length != Integer.parseInt(start.group("length"))) {
            throw new ProtocolException("the answer is not as long as it says");
        }
        return plain;
    }

    private static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
