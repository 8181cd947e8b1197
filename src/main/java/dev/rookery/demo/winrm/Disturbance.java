package dev.rookery.demo.winrm;

import java.time.Duration;

/// What goes wrong with one exchange.
public sealed interface Disturbance {
    /// Nothing does.
    record None() implements Disturbance {}

    /// The connection is closed without an answer.
    record Cut() implements Disturbance {}

    /// The answer is a status without a body.
    record Status(int code) implements Disturbance {}

    /// The answer is a fault.
    ///
    /// @param code of the `WSManFault`
    record Faulty(long code) implements Disturbance {}

    /// The exchange takes longer.
    record Delay(Duration time) implements Disturbance {}

    /// The answer ends too early, and so does the connection.
    ///
    /// @param bytes how much of it is sent, counted from the status line's first byte
    record CutAfter(int bytes) implements Disturbance {}

    /// One byte of the answer's body is another one.
    ///
    /// @param offset in the body as it is sent; counted modulo its length
    record Corrupt(int offset) implements Disturbance {}
}
