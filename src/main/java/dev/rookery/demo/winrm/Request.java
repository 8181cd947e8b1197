package dev.rookery.demo.winrm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// An HTTP request that was read whole.
final class Request {
    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;

    /// One header line.
    ///
    /// @param name in lower case
    record Header(String name, String value) {}

    Request(String method, String target, List<Header> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    String method() {
        return method;
    }

    /// Without the query.
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    Optional<String> header(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return headers.stream()
                .filter(header -> header.name().equals(lower))
                .map(Header::value)
                .findFirst();
    }

    byte[] body() {
        return body;
    }

    /// Whether the client closes the connection after the answer.
    boolean isLast() {
        return header("connection").orElse("").equalsIgnoreCase("close");
    }
}
