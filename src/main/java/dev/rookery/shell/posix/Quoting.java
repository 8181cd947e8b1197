package dev.rookery.shell.posix;

/// Writes values so that a POSIX shell reads them back unchanged. Nothing else in the program
/// quotes.
final class Quoting {
    private Quoting() {}

    /// One word. Any character but NUL is kept, newlines too.
    ///
    /// A csh would still replace `!` in it, so a value goes on a script's standard input and not on
    /// the login shell's command line; what goes there is [#constant(String)].
    static String word(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a shell's value cannot hold NUL");
        }
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /// One word that sh, csh and fish read alike.
    ///
    /// @throws IllegalArgumentException for a text with a character they disagree about
    static String constant(String text) {
        if (text.matches("(?s).*['!\\\\\\p{Cntrl}].*")) {
            throw new IllegalArgumentException("login shells disagree about: " + text);
        }
        return "'" + text + "'";
    }

    static String assignment(String name, String value) {
        return name + "=" + word(value) + "\n";
    }
}
