package dev.rookery.demo.winrm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// A command's process and the threads that serve its streams.
///
/// The process's output is polled and never waited for, so that a child that keeps the streams open
/// after the process's end holds no thread.
final class ProcessJob implements Job {
    private static final int POLL_MILLIS = 5;
    private static final int BLOCK = 16 * 1024;
    private static final int QUEUED = 16;

    private final Process process;
    private final Output output = new Output();
    private final BlockingQueue<Input> input = new ArrayBlockingQueue<>(QUEUED);
    private volatile boolean ended;
    private volatile boolean inputEnded;

    private static final class Input {
        private static final Input END = new Input(new byte[0], true);

        private final byte[] bytes;
        private final boolean last;

        private Input(byte[] bytes, boolean last) {
            this.bytes = bytes;
            this.last = last;
        }
    }

    private ProcessJob(Process process) {
        this.process = process;
    }

    /// Starts the process.
    ///
    /// @param fed whether its standard input comes from the client; else it is empty
    static ProcessJob start(ProcessBuilder builder, boolean fed, Executor threads)
            throws IOException {
        ProcessJob job = new ProcessJob(builder.start());
        try {
            threads.execute(job::pumpOutput);
            threads.execute(job::pumpInput);
        } catch (RejectedExecutionException closing) {
            job.abandon();
            throw new IOException("the server is closing", closing);
        }
        if (!fed) {
            job.input.add(Input.END);
        }
        return job;
    }

    @Override
    public Output output() {
        return output;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public boolean feed(byte[] bytes, boolean last, long millis) throws InterruptedException {
        return ended
                || inputEnded
                || input.offer(new Input(bytes, last), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void end() {
        ProcessTree.end(process.toHandle());
    }

    @Override
    public void abandon() {
        ended = true;
        end();
    }

    private void pumpOutput() {
        try {
            boolean alive = true;
            while (!ended) {
                boolean moved = move(process.getInputStream(), false);
                moved |= move(process.getErrorStream(), true);
                if (!moved && !alive && output.room() > 0) {
                    break;
                }
                if (!moved) {
                    alive = !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                    pauseIfFull();
                }
            }
            output.end(process.waitFor());
        } catch (IOException closed) {
            output.end(-1);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    private void pauseIfFull() throws InterruptedException {
        if (output.room() <= 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean move(InputStream from, boolean error) throws IOException {
        int count = Math.min(Math.min(from.available(), output.room()), BLOCK);
        if (count <= 0) {
            return false;
        }
        output.add(error, from.readNBytes(count));
        return true;
    }

    private void pumpInput() {
        try (OutputStream stdin = process.getOutputStream()) {
            while (!ended) {
                Input next = input.poll(100, TimeUnit.MILLISECONDS);
                if (next == null) {
                    continue;
                }
                stdin.write(next.bytes);
                stdin.flush();
                if (next.last) {
                    inputEnded = true;
                    return;
                }
            }
        } catch (IOException unread) {
            // The process does not read any more; later input is dropped.
            inputEnded = true;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
