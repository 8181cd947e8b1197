package dev.rookery.diagnostic;

import java.util.Optional;

/// One mistake of the user's.
///
/// @param at where it stands, if it stands in a file
/// @param message what is wrong, with the offending text; one line, no full stop
/// @param help what to do about it: a suggestion, the allowed values, the command to run
public record Diagnostic(Optional<Location> at, String message, Optional<String> help) {}
