package dev.rookery.demo.winrm;

/// Breaks what a server does. Asked twice for each exchange, by the connection's thread.
@FunctionalInterface
public interface Interceptor {
    /// What goes wrong at this moment.
    Disturbance at(Step step);

    /// One moment of an exchange.
    ///
    /// @param action `Identify`, `Create`, `Command`, `Send`, `Receive`, `Signal` or `Delete`;
    ///   `Authenticate` for a request that carries a handshake's token and no body; the whole name
    ///   of any other action
    /// @param number counts the server's exchanges of that action, from 1
    /// @param done whether it is done and only its answer is missing
    record Step(String action, int number, boolean done) {}

    /// Breaks nothing.
    static Interceptor none() {
        return step -> new Disturbance.None();
    }
}
