package dev.rookery.demo.winrm;

/// A command that runs in a shell.
sealed interface Job permits ProcessJob, RefusedJob {
    Output output();

    boolean isAlive();

    /// Hands input over.
    ///
    /// @return false if the process took nothing for so long
    boolean feed(byte[] bytes, boolean last, long millis) throws InterruptedException;

    /// Ends the process and its descendants. What it has written can still be taken.
    void end();

    /// Ends it, and nobody will take its output.
    void abandon();
}
