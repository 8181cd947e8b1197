package dev.rookery.connect;

import dev.rookery.secret.Secret;

/// A Windows guest that is reached from its Hyper-V parent without a network, by PowerShell Direct.
///
/// @param user of the guest: `name`, `DOMAIN\name` or `name@domain`; nobody is logged in without
public record PsDirectEndpoint(String user, Secret password) implements Endpoint {
    @Override
    public String address() {
        return "psdirect://" + user;
    }
}
