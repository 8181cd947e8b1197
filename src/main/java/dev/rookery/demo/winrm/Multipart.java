package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sealed message as the body of a request or an answer (MS-WSMV 2.2.9.1). The indentation of its
/// headers by a tab is Windows' own, and its clients rely on it.
final class Multipart {
    private static final String TYPE = "multipart/encrypted";
    private static final String BOUNDARY = "--Encrypted Boundary";
    private static final byte[] END = ascii(BOUNDARY + "--");
    private static final byte[] DATA = ascii("Content-Type: application/octet-stream\r\n");
    private static final Pattern LENGTH = Pattern.compile("Length=(\\d{1,9})");

    private Multipart() {}

    static boolean is(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).startsWith(TYPE);
    }

    static String contentType(Sealing sealing) {
        return TYPE + ";protocol=\"" + sealing.protocol() + "\";boundary=\"Encrypted Boundary\"";
    }

    static byte[] seal(Sealing sealing, byte[] plain) throws HandshakeException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                ascii(
                        BOUNDARY
                                + "\r\n\tContent-Type: "
                                + sealing.protocol()
                                + "\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;"
                                + "Length="
                                + plain.length
                                + "\r\n"
                                + BOUNDARY
                                + "\r\n\t"));
        body.writeBytes(DATA);
        body.writeBytes(sealing.seal(plain));
        body.writeBytes(END);
        body.writeBytes(ascii("\r\n"));
        return body.toByteArray();
    }

    /// @throws RequestException if it is not a sealed message (400)
    static byte[] unseal(Sealing sealing, byte[] body) throws RequestException {
        int data = indexOf(body, DATA);
        int end = lastIndexOf(body, END);
        if (data < 0 || end < data + DATA.length) {
            throw new RequestException(400, "not a sealed message");
        }
        String head = new String(body, 0, data, StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(head);
        if (!head.contains(sealing.protocol()) || !length.find()) {
            throw new RequestException(400, "not a sealed message of this protocol");
        }
        try {
            byte[] plain = sealing.unseal(Arrays.copyOfRange(body, data + DATA.length, end));
            if (plain.length != Integer.parseInt(length.group(1))) {
                throw new RequestException(400, "another length than it says");
            }
            return plain;
        } catch (HandshakeException changed) {
            throw new RequestException(400, String.valueOf(changed.getMessage()));
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] all, byte[] part) {
        for (int at = all.length - part.length; at >= 0; at--) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
