package dev.rookery.plan;

import java.util.Optional;

/// One key whose value is not the desired one.
///
/// @param key such as `nested`
/// @param before the observed value; nothing if there is none
/// @param after the desired value; nothing if there shall be none
public record Difference(String key, Optional<String> before, Optional<String> after) {}
