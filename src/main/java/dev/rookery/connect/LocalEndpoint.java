package dev.rookery.connect;

/// The machine that we run on.
public record LocalEndpoint() implements Endpoint {
    @Override
    public String address() {
        return "this machine";
    }
}
