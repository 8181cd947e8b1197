package dev.rookery.connect.winrm.wsman;

import java.nio.charset.StandardCharsets;

/// A request with what its answer must refer to.
///
/// @param id empty if the answer refers to nothing, as that of Identify
/// @param answer the action of the answer
public record Message(String id, String answer, String xml) {
    /// What is sent.
    public byte[] bytes() {
        return xml.getBytes(StandardCharsets.UTF_8);
    }
}
