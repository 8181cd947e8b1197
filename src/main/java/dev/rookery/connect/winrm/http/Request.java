package dev.rookery.connect.winrm.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A request with its body, as it is sent.
public final class Request {
    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;

    private Request(String method, String target, List<Header> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.body = body.clone();
    }

    /// A POST.
    ///
    /// @param target what stands in the first line: a path, or for a proxy the whole address
    /// @param host the name and port of the service
    /// @param more headers beside Host and Content-Length
    public static Request post(String target, String host, List<Header> more, byte[] body) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", host));
        headers.add(new Header("Connection", "Keep-Alive"));
        headers.add(new Header("User-Agent", "Rookery"));
        headers.addAll(more);
        headers.add(new Header("Content-Length", String.valueOf(body.length)));
        return new Request("POST", target, headers, body);
    }

    /// Asks a proxy for a way through.
    public static Request connect(String host, List<Header> more) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", host));
        headers.addAll(more);
        return new Request("CONNECT", host, headers, new byte[0]);
    }

    /// Whether the answer has a body only if it is a refusal.
    boolean opensTunnel() {
        return method.equals("CONNECT");
    }

    byte[] bytes() {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        for (Header header : headers) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        head.append("\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
