package dev.rookery.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that was probably meant.
public final class Suggestion {
    private Suggestion() {}

    /// `did you mean 'x'?` for the closest of the known words, or nothing if none is close.
    ///
    /// Close means: at most one edit for every three letters, and never more than three. Case and
    /// the choice between hyphen and underscore do not count.
    public static Optional<String> didYouMean(String word, Collection<String> known) {
        int limit = Math.clamp(word.length() / 3, 1, 3);
        return known.stream()
                .filter(candidate -> distance(fold(word), fold(candidate)) <= limit)
                .min(
                        Comparator.<String>comparingInt(
                                        candidate -> distance(fold(word), fold(candidate)))
                                .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "did you mean '" + candidate + "'?");
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /// The number of letters to insert, drop, replace or swap with a neighbour (optimal string
    /// alignment).
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
