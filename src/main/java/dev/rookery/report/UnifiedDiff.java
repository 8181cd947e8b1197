package dev.rookery.report;

import dev.rookery.plan.FileEdit;

import java.util.ArrayList;
import java.util.List;

/// A file's edit as a unified diff. The files are short, so all of their lines are shown.
final class UnifiedDiff {
    private UnifiedDiff() {}

    static List<String> of(FileEdit edit) {
        List<String> lines = new ArrayList<>();
        lines.add("--- " + (edit.before().isEmpty() ? "/dev/null" : edit.path()));
        lines.add("+++ " + edit.path());
        lines.add("@@ " + range('-', edit.before()) + " " + range('+', edit.after()) + " @@");
        int[][] common = commonLengths(edit.before(), edit.after());
        int i = 0;
        int j = 0;
        while (i < edit.before().size() || j < edit.after().size()) {
            if (i < edit.before().size()
                    && j < edit.after().size()
                    && edit.before().get(i).equals(edit.after().get(j))) {
                lines.add(" " + edit.before().get(i));
                i++;
                j++;
            } else if (j == edit.after().size()
                    || (i < edit.before().size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("-" + edit.before().get(i++));
            } else {
                lines.add("+" + edit.after().get(j++));
            }
        }
        return lines;
    }

    private static String range(char sign, List<String> lines) {
        return sign + (lines.isEmpty() ? "0,0" : "1," + lines.size());
    }

    /// How many lines the rests from `i` and from `j` have in common, in order.
    private static int[][] commonLengths(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] =
                        before.get(i).equals(after.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
