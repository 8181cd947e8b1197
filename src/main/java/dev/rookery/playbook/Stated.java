package dev.rookery.playbook;

import dev.rookery.diagnostic.Location;

/// A value that a play states, with the place and the policy of that play.
public record Stated<T>(T value, Location at, Policy policy) {}
