package dev.rookery.connect.ssh;

import dev.rookery.connect.tcp.Words;

import java.io.IOException;

/// A key that the user's agent holds.
final class AgentIdentity implements Identity {
    private final Agent agent;
    private final byte[] blob;
    private final String comment;

    AgentIdentity(Agent agent, byte[] blob, String comment) {
        this.agent = agent;
        this.blob = blob;
        this.comment = comment;
    }

    @Override
    public byte[] blob() {
        return blob;
    }

    @Override
    public String label() {
        return "agent key " + Words.clean(comment);
    }

    @Override
    public byte[] sign(byte[] data) throws IOException {
        return agent.sign(blob, data, algorithm().startsWith("rsa-"));
    }
}
