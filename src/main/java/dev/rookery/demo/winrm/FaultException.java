package dev.rookery.demo.winrm;

import java.io.Serial;

/// A request is answered by a fault.
final class FaultException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final transient Fault fault;

    FaultException(Fault fault) {
        super(fault.reason());
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
