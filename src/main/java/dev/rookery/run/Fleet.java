package dev.rookery.run;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;

/// Works on many machines at once, up to a limit.
///
/// The threads are the system's: once a virtual one has waited for a socket, Java has a poller, and
/// waits 300 ms for it at the program's end.
public final class Fleet {
    private final int forks;
    private final Semaphore room;

    /// @param forks how many machines are worked on at the same time, at least 1
    public Fleet(int forks) {
        this.forks = forks;
        this.room = new Semaphore(forks, true);
    }

    /// Does the work for each item, within the limit.
    ///
    /// @return the answers in the order of the items
    <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
        return map(items, work, Math.clamp(items.size(), 1, forks));
    }

    /// Does the work for each item, all at once: for work that waits for something else first.
    ///
    /// @return the answers in the order of the items
    <T, R> List<R> together(Collection<T> items, Function<T, R> work) {
        return map(items, work, Math.max(1, items.size()));
    }

    private static <T, R> List<R> map(Collection<T> items, Function<T, R> work, int threads) {
        ThreadFactory names = Thread.ofPlatform().name("machine-", 1).factory();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads, names)) {
            List<Future<R>> answers =
                    items.stream().map(item -> pool.submit(() -> work.apply(item))).toList();
            return answers.stream().map(Fleet::await).toList();
        }
    }

    /// Does the work as soon as the limit allows.
    <R> R limited(Supplier<R> work) {
        room.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            room.release();
        }
    }

    private static <R> R await(Future<R> answer) {
        try {
            return answer.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
