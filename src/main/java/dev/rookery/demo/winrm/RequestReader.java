package dev.rookery.demo.winrm;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the requests of one connection, HTTP/1.1, bounded in everything.
final class RequestReader {
    private static final int LINE = 64 * 1024;
    private static final int HEADERS = 100;
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;
    private final int bodyLimit;

    RequestReader(InputStream in, OutputStream out, int bodyLimit) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.bodyLimit = bodyLimit;
    }

    /// The next request.
    ///
    /// @return nothing at the connection's end
    /// @throws RequestException if it is not one, or too large (413)
    Optional<Request> next() throws IOException, RequestException {
        String start = line(true);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        String[] words = start.split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new RequestException(400, "not a request line");
        }
        List<Request.Header> headers = headers();
        Request head = new Request(words[0], words[1], headers, new byte[0]);
        return Optional.of(new Request(words[0], words[1], headers, body(head)));
    }

    private List<Request.Header> headers() throws IOException, RequestException {
        List<Request.Header> headers = new ArrayList<>();
        for (String line = line(false); !line.isEmpty(); line = line(false)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == HEADERS) {
                throw new RequestException(400, "not a header");
            }
            headers.add(
                    new Request.Header(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private byte[] body(Request head) throws IOException, RequestException {
        boolean chunked = head.header("transfer-encoding").orElse("").equalsIgnoreCase("chunked");
        int length = chunked ? 0 : length(head.header("content-length").orElse("0"));
        if (head.header("expect").orElse("").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
        return chunked ? chunks() : exactly(length);
    }

    private int length(String text) throws RequestException {
        if (!text.matches("\\d{1,18}")) {
            throw new RequestException(400, "Content-Length: " + text);
        }
        return bounded(Long.parseLong(text));
    }

    private int bounded(long size) throws RequestException {
        if (size > bodyLimit) {
            throw new RequestException(413, size + " bytes are too many");
        }
        return (int) size;
    }

    private byte[] chunks() throws IOException, RequestException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(false);
            if (!size.matches("[0-9a-fA-F]{1,8}(;.*)?")) {
                throw new RequestException(400, "not a chunk");
            }
            int length = bounded(body.size() + Long.parseLong(size.split(";", -1)[0], 16));
            length -= body.size();
            body.writeBytes(exactly(length));
            if (length == 0) {
                headers();
                return body.toByteArray();
            }
            line(false);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("in a body");
        }
        return bytes;
    }

    private String line(boolean first) throws IOException, RequestException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (first && line.size() == 0) {
                    return "";
                }
                throw new EOFException("in a header");
            }
            if (line.size() == LINE) {
                throw new RequestException(400, "a line too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
