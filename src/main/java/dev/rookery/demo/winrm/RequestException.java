package dev.rookery.demo.winrm;

import java.io.Serial;

/// What was received is not a request that can be served; the connection ends with a status.
final class RequestException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final int status;

    RequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
