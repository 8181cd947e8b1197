package dev.rookery.resource.libvirt;

import java.util.List;

/// The lines of a text that an edit replaces, and by which.
///
/// @param first the number of the first one, from 1
/// @param before what stands there; none if lines are only added in front of the first one
/// @param after what shall stand there
record Hunk(int first, List<String> before, List<String> after) {
    Hunk {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /// The shortest one that makes the one text of the other; it always names a line that stands
    /// there.
    static Hunk between(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        int most = Math.min(old.size(), now.size());
        int head = 0;
        while (head < most && old.get(head).equals(now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        if (head + tail == old.size() && head > 0) {
            head--;
        }
        return new Hunk(
                head + 1,
                old.subList(head, old.size() - tail),
                now.subList(head, now.size() - tail));
    }

    boolean isEmpty() {
        return before.equals(after);
    }
}
