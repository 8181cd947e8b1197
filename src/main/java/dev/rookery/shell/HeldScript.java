package dev.rookery.shell;

/// A script that is kept running by its open standard input: when that ends, it cleans up and ends.
public interface HeldScript extends AutoCloseable {
    /// What it said first. A script that ended by itself is not held any more.
    Answer answer();

    /// Lets it end and waits for that, a few seconds at most; never throws.
    @Override
    void close();
}
