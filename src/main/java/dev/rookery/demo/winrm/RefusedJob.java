package dev.rookery.demo.winrm;

import java.nio.charset.StandardCharsets;

/// A command that `cmd.exe` did not start but complained about.
final class RefusedJob implements Job {
    private final Output output = new Output();

    RefusedJob(String complaint) {
        output.add(true, complaint.getBytes(StandardCharsets.UTF_8));
        output.end(1);
    }

    @Override
    public Output output() {
        return output;
    }

    @Override
    public boolean isAlive() {
        return false;
    }

    @Override
    public boolean feed(byte[] bytes, boolean last, long millis) {
        return true;
    }

    @Override
    public void end() {}

    @Override
    public void abandon() {}
}
