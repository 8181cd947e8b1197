package dev.rookery.shell;

/// How much a machine may say. What goes beyond is given up, not cut: half an answer is none.
///
/// @param answerBytes of standard output, between the sentinels
/// @param answerLines the number of its lines
/// @param lineBytes of any one of them
/// @param noiseBytes what may be printed before the script begins
/// @param errorBytes how much of the end of standard error is kept; the rest is dropped silently
public record Limits(
        int answerBytes, int answerLines, int lineBytes, int noiseBytes, int errorBytes) {
    /// Far above every honest answer: 8 MiB in 100,000 lines of up to 1 MiB.
    public static final Limits DEFAULT = new Limits(8 << 20, 100_000, 1 << 20, 1 << 20, 8 << 10);

    public Limits {
        if (answerBytes < 1
                || answerLines < 1
                || lineBytes < 1
                || noiseBytes < 1
                || errorBytes < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }
}
