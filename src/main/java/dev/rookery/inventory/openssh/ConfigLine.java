package dev.rookery.inventory.openssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of a configuration file, or one `-o` option, taken apart as ssh's readconf.c does it:
/// words are parted by blanks, quotes keep together, a backslash keeps a quote, `#` at a word's
/// begin is a comment.
///
/// @param keyword as written
/// @param words the value
/// @param from where the value begins, in UTF-16 units of the text
/// @param rest the value as written, without blanks around it
/// @param whole whether every quote is closed
public record ConfigLine(String keyword, List<Word> words, int from, String rest, boolean whole) {
    /// An unquoted word with the stretch of text that it stands in.
    public record Word(String text, int from, int to) {}

    private static final String BLANKS = " \t\r\n\f";

    public ConfigLine {
        words = List.copyOf(words);
    }

    /// The line; nothing if it is blank or a comment.
    public static Optional<ConfigLine> parse(String text) {
        int end = text.length();
        while (end > 0 && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        int begin = skip(text, 0, end);
        if (begin == end || text.charAt(begin) == '#') {
            return Optional.empty();
        }
        int at = begin;
        while (at < end && (BLANKS + "=\"").indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String keyword = text.substring(begin, at);
        at = skip(text, at, end);
        if (at < end && text.charAt(at) == '=') {
            at = skip(text, at + 1, end);
        }
        List<Word> words = new ArrayList<>();
        boolean whole = split(text, at, end, words);
        return Optional.of(new ConfigLine(keyword, words, at, text.substring(at, end), whole));
    }

    private static int skip(String text, int from, int end) {
        int at = from;
        while (at < end && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /// @return whether every quote is closed
    private static boolean split(String text, int from, int end, List<Word> words) {
        int at = skip(text, from, end);
        while (at < end && text.charAt(at) != '#') {
            int begin = at;
            StringBuilder word = new StringBuilder();
            char quote = 0;
            for (; at < end; at++) {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < end && isEscaped(text.charAt(at + 1), quote)) {
                    at++;
                    word.append(text.charAt(at));
                } else if (quote == 0 && (c == ' ' || c == '\t')) {
                    break;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote != 0 && c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            }
            if (quote != 0) {
                return false;
            }
            words.add(new Word(word.toString(), begin, at));
            at = skip(text, at, end);
        }
        return true;
    }

    private static boolean isEscaped(char next, char quote) {
        return next == '"' || next == '\'' || next == '\\' || (quote == 0 && next == ' ');
    }
}
