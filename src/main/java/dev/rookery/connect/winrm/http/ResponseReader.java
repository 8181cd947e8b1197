package dev.rookery.connect.winrm.http;

import dev.rookery.connect.tcp.Words;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one answer of HTTP/1.1 (RFC 9112) and takes no liberties: what two readers could
/// understand in two ways is refused, and so is what is too big.
final class ResponseReader {
    private static final int LINE = 16 << 10;
    private static final int HEAD = 64 << 10;
    private static final int HEADERS = 100;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([2-5][0-9]{2})( .*)?");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,10}");
    private static final Pattern CHUNK = Pattern.compile("[0-9a-fA-F]{1,8}");

    private final InputStream in;
    private final int limit;
    private int head;

    /// @param limit the most bytes that a body may have
    ResponseReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /// @param tunnel whether a success has no body
    Response read(boolean tunnel) throws IOException {
        String first = line();
        Matcher status = STATUS.matcher(first);
        if (!status.matches()) {
            throw new ProtocolException(strange(first));
        }
        int code = Integer.parseInt(status.group(2));
        List<Header> headers = headers();
        boolean none = code == 204 || code == 304 || (tunnel && code < 300);
        byte[] body = none ? new byte[0] : body(headers);
        boolean open =
                status.group(1).equals("1") && !values(headers, "Connection").contains("close");
        return new Response(code, headers, body, open);
    }

    private static String strange(String first) {
        if (!first.isEmpty() && first.charAt(0) == 0x15) {
            return "it answers in TLS: this is an HTTPS port";
        }
        return "not an answer of HTTP/1.1: " + Words.clean(first);
    }

    private List<Header> headers() throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher field = FIELD.matcher(line);
            if (!field.matches() || headers.size() == HEADERS) {
                throw new ProtocolException(
                        headers.size() == HEADERS ? "too many headers" : "a header is malformed");
            }
            headers.add(new Header(field.group(1), field.group(2)));
        }
        return headers;
    }

    private byte[] body(List<Header> headers) throws IOException {
        List<String> codings = values(headers, "Transfer-Encoding");
        List<String> lengths = values(headers, "Content-Length");
        if (codings.isEmpty() && lengths.size() == 1) {
            return counted(lengths.getFirst());
        }
        if (codings.equals(List.of("chunked")) && lengths.isEmpty()) {
            return chunked();
        }
        throw new ProtocolException("the answer does not say clearly how long it is");
    }

    private byte[] counted(String length) throws IOException {
        if (!LENGTH.matcher(length).matches()) {
            throw new ProtocolException("the answer's length is not a number");
        }
        long count = Long.parseLong(length);
        refuseAbove(count);
        return exactly((int) count);
    }

    private byte[] chunked() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            if (!CHUNK.matcher(size).matches()) {
                throw new ProtocolException("a chunk's size is not a number");
            }
            long count = Long.parseLong(size, 16);
            refuseAbove(all.size() + count);
            if (count == 0) {
                break;
            }
            all.writeBytes(exactly((int) count));
            if (!line().isEmpty()) {
                throw new ProtocolException("a chunk is longer than it said");
            }
        }
        if (!line().isEmpty()) {
            throw new ProtocolException("headers after the body");
        }
        return all.toByteArray();
    }

    private void refuseAbove(long count) throws ProtocolException {
        if (count > limit) {
            throw new ProtocolException("the answer is larger than " + limit + " bytes");
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the machine closed the connection in the middle of an answer");
        }
        return bytes;
    }

    /// A line that ends with CR LF, and has neither anywhere else.
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the machine closed the connection");
            }
            if (c == '\n' || c == 0 || line.size() == LINE || ++head > HEAD + limit) {
                throw new ProtocolException("a line of the answer's head is malformed or too long");
            }
            if (line.size() == 0 && c == 0x15) {
                throw new ProtocolException(strange("\u0015"));
            }
            line.write(c);
        }
        if (in.read() != '\n') {
            throw new ProtocolException("a line of the answer's head ends without LF");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// The elements of a header's list, in lower case.
    private static List<String> values(List<Header> headers, String name) {
        List<String> values = new ArrayList<>();
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                for (String value : header.value().split(",", -1)) {
                    values.add(value.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return values;
    }
}
