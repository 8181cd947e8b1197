package dev.rookery.connect.winrm.http;

/// One line of a message's head.
public record Header(String name, String value) {
    public Header {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                || value.matches("(?s).*[\\r\\n\\x00].*")) {
            throw new IllegalArgumentException("not a header: " + name);
        }
    }
}
