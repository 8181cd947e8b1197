package dev.rookery.demo;

import dev.rookery.secret.Secret;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;

/// The lab's Windows guest: a virtual machine that is off on its parent, and a Windows without
/// Hyper-V in it, which is reached by PowerShell Direct only.
///
/// @param password of its one account
record WindowsDemoGuest(StandInMachine machine, Secret password) {
    static final String NAME = "win-lab-01";
    static final String USER = "Administrator";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Makes its files.
    ///
    /// @param folder its own
    static WindowsDemoGuest create(StandIns standIns, Path folder) throws IOException {
        StandInMachine machine = new StandInMachine(standIns, folder);
        machine.create("lab");
        return new WindowsDemoGuest(machine, LabPassword.create());
    }

    /// Lets its parent reach it, where it is a virtual machine already and nothing runs yet.
    void connectTo(StandInMachine parent) {
        ObjectNode state = (ObjectNode) JSON.readTree(parent.stateFile().toFile());
        ObjectNode virtualMachine = (ObjectNode) state.requiredAt("/vms/0");
        virtualMachine
                .putObject("direct")
                .put("folder", machine.folder().toString())
                .put("user", USER)
                .put("password", password.reveal());
        JSON.writeValue(parent.stateFile().toFile(), state);
    }
}
