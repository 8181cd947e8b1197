package dev.rookery.inventory.openssh;

import java.util.List;

/// The patterns of a `Host` line: `*` and `?` as wildcards, `!` before what is left out.
///
/// @param patterns in the line's order
record HostPattern(List<String> patterns) {
    HostPattern {
        patterns = List.copyOf(patterns);
    }

    /// Whether one of them is for the host, and none is against it.
    boolean matches(String host) {
        boolean any = false;
        for (String pattern : patterns) {
            if (pattern.startsWith("!")) {
                if (matches(pattern.substring(1), host)) {
                    return false;
                }
            } else {
                any |= matches(pattern, host);
            }
        }
        return any;
    }

    /// In steps of at most the product of both lengths, whatever the pattern.
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
