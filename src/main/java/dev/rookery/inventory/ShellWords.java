package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.yaml.Node;

import java.util.ArrayList;
import java.util.List;

/// Splits a text into words as a shell does: blanks part them, quotes and backslashes keep
/// together.
final class ShellWords {
    /// One word, unquoted, with the place of what was written.
    record Word(String text, Location at) {}

    private final Node.Scalar source;
    private final Diagnostics diagnostics;
    private final List<Word> words = new ArrayList<>();

    private ShellWords(Node.Scalar source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /// The words; an unclosed quote is reported.
    static List<Word> split(Node.Scalar source, Diagnostics diagnostics) {
        ShellWords words = new ShellWords(source, diagnostics);
        int from = 0;
        while (from < source.text().length()) {
            from = words.word(from);
        }
        return words.words;
    }

    /// Takes the word that begins at or after an offset; answers the offset behind it.
    private int word(int offset) {
        String text = source.text();
        int begin = offset;
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        StringBuilder word = new StringBuilder();
        char quote = 0;
        int i = begin;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                break;
            }
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                i++;
                word.append(text.charAt(i));
            } else if (quote == c) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        int end = Math.min(i, text.length());
        if (quote != 0) {
            diagnostics.error(
                    source.part(begin, end - begin),
                    "the quote %c is not closed".formatted(quote),
                    "close it");
        } else if (end > begin) {
            words.add(new Word(word.toString(), source.part(begin, end - begin)));
        }
        return end;
    }
}
