package dev.rookery.run;

import java.util.function.Consumer;

/// What all machines of one run share.
///
/// @param patience with machines that restart
record Run(
        RunRecord record, Interruption interruption, Patience patience, Consumer<Event> events) {}
