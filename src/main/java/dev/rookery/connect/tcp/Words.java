package dev.rookery.connect.tcp;

import java.time.Duration;

/// Words for people, on one line.
public final class Words {
    private static final int LONGEST = 300;

    private Words() {}

    /// What a failure says, or what it is.
    public static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getMessage() == null && root.getCause() != null) {
            root = root.getCause();
        }
        String said =
                root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (said.contains("Connection reset")
                || said.contains("Broken pipe")
                || said.contains("Socket closed")) {
            return "the machine broke off the connection";
        }
        return clean(said);
    }

    /// One line of a text that a machine may have chosen: no control characters, no flood.
    public static String clean(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /// A time as `3 s` or `250 ms`.
    public static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
