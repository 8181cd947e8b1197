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

/// Works on many machines at once, with a limit on how many are reached at a time.
public final class Fleet {
    private final int size;
    private final Semaphore forks;

    /// @param forks how many machines are worked on at the same time, at least 1
    public Fleet(int forks) {
        this.size = forks;
        this.forks = new Semaphore(forks, true);
    }

    /// Does the work for each item, within the limit.
    ///
    /// The threads are the system's: once a virtual one has waited for a socket, Java has a poller,
    /// and waits 300 ms for it at the program's end.
    ///
    /// @return the answers in the order of the items
    <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
        ThreadFactory names = Thread.ofPlatform().name("machine-", 1).factory();
        int threads = Math.clamp(items.size(), 1, size);
        return all(
                Executors.newFixedThreadPool(threads, names),
                items,
                item -> limited(() -> work.apply(item)));
    }

    /// Does the work for each item, all at once: for work that waits for something else first.
    ///
    /// @return the answers in the order of the items
    <T, R> List<R> together(Collection<T> items, Function<T, R> work) {
        return all(Executors.newVirtualThreadPerTaskExecutor(), items, work);
    }

    private static <T, R> List<R> all(
            ExecutorService executor, Collection<T> items, Function<T, R> work) {
        try (ExecutorService threads = executor) {
            List<Future<R>> answers =
                    items.stream().map(item -> threads.submit(() -> work.apply(item))).toList();
            return answers.stream().map(Fleet::await).toList();
        }
    }

    /// Does the work as soon as the limit allows.
    <R> R limited(Supplier<R> work) {
        forks.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            forks.release();
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
