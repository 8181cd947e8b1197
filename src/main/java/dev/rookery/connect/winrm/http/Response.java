package dev.rookery.connect.winrm.http;

import java.util.List;
import java.util.Optional;

/// An answer with its whole body.
public final class Response {
    private final int status;
    private final List<Header> headers;
    private final byte[] body;
    private final boolean keepsOpen;

    Response(int status, List<Header> headers, byte[] body, boolean keepsOpen) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body.clone();
        this.keepsOpen = keepsOpen;
    }

    public int status() {
        return status;
    }

    public byte[] body() {
        return body.clone();
    }

    /// Whether another request may follow on the same connection.
    boolean keepsOpen() {
        return keepsOpen;
    }

    /// The first value of a header.
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /// All values of a header, in their order.
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }
}
