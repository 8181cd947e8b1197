package dev.rookery.diagnostic;

/// A stretch of one line of a user's file.
///
/// @param file the name as the user gave it
/// @param line counted from 1
/// @param column counted from 1, in characters
/// @param length how many characters the offending text has, at least 1
/// @param text the whole line, without its end
public record Location(String file, int line, int column, int length, String text) {
    public Location {
        if (line < 1 || column < 1 || length < 1) {
            throw new IllegalArgumentException(file + ":" + line + ":" + column + "+" + length);
        }
    }

    /// `file:line:column`, as compilers print it and editors understand it.
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
