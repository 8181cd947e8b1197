package dev.rookery.resource.guest;

/// What a hypervisor calls the three states that a guest rests in; its task's script uses the same.
///
/// @param running such as `Running`
/// @param off such as `Off`
/// @param saved such as `Saved`
public record PowerWords(String running, String off, String saved) {}
