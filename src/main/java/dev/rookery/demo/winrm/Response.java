package dev.rookery.demo.winrm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An HTTP answer.
final class Response {
    private static final int WHOLE = Integer.MAX_VALUE;

    private final int status;
    private final List<String> headers;
    private final byte[] body;
    private final boolean last;
    private final int sent;

    private Response(int status, List<String> headers, byte[] body, boolean last, int sent) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.last = last;
        this.sent = sent;
    }

    /// A status and nothing else.
    static Response of(int status) {
        return new Response(status, List.of(), new byte[0], false, WHOLE);
    }

    static Response of(int status, String contentType, byte[] body) {
        List<String> headers = List.of("Content-Type: " + contentType);
        return new Response(status, headers, body, false, WHOLE);
    }

    Response with(String header) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        return new Response(status, more, body, last, sent);
    }

    /// This answer; the connection ends after it.
    Response closing() {
        return new Response(status, headers, body, true, sent);
    }

    /// The first bytes of this answer; the connection ends after them.
    Response cutAfter(int bytes) {
        return new Response(status, headers, body, true, bytes);
    }

    /// This answer with one other byte in its body.
    Response corrupted(int offset) {
        byte[] other = body.clone();
        if (other.length > 0) {
            other[offset % other.length] ^= 0x20;
        }
        return new Response(status, headers, other, last, sent);
    }

    boolean isLast() {
        return last;
    }

    void write(OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason() + "\r\n");
        head.append("Server: Microsoft-HTTPAPI/2.0\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (last) {
            head.append("Connection: close\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        out.write(all.toByteArray(), 0, Math.min(sent, all.size()));
        out.flush();
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Request Entity Too Large";
            case 500 -> "Internal Server Error";
            default -> "Status";
        };
    }
}
