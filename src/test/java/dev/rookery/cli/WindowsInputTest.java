package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.lab.Ran;
import dev.rookery.playbook.Desired;
import dev.rookery.playbook.Input;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What other tools take without a word and then leave undone on Windows is an input error here,
/// before any machine is reached.
class WindowsInputTest {
    private static final String USUAL = "ansible_user: admin, ansible_password: p";

    @TempDir Path folder = Path.of("");

    private String refused(String variables, String hypervisor) throws IOException {
        Path inventory = folder.resolve("inventory.yml");
        Files.writeString(
                inventory,
                "all: { hosts: { hv-01: { ansible_connection: winrm, ansible_host: 127.0.0.1,"
                        + " ansible_port: 1, "
                        + variables
                        + " } } }\n");
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(playbook, "- hosts: hv-01\n  hypervisor: { " + hypervisor + " }\n");
        Ran plan = Program.in(folder).run("plan", playbook, List.of(inventory));
        assertThat(plan.code()).as("%s", plan).isEqualTo(65);
        assertThat(plan.out()).isEmpty();
        return plan.err();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    true    | true
                    'True'  | true
                    'on'    | true
                    1       | true
                    'False' | false
                    "no"    | false
                    0       | false
                    """)
    void w25_aTextIsTheTruthValueThatItSays(String text, boolean value) throws IOException {
        Path inventory = Files.writeString(folder.resolve("i.yml"), "all: { hosts: { hv-01: } }\n");
        Path playbook = folder.resolve("lab.yml");
        Files.writeString(playbook, "- hosts: hv-01\n  hypervisor: { nested: " + text + " }\n");
        Desired desired =
                Input.read(
                                List.of(inventory),
                                playbook,
                                List.of(),
                                ConnectionDefaults.none(),
                                new Diagnostics())
                        .orElseThrow()
                        .desired();
        assertThat(desired.machines().get("hv-01"))
                .extracting(wanted -> wanted.hypervisor().nested().orElseThrow().value())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'$True'", "'$false'", "maybe", "2", "''"})
    void w25_anyOtherTextIsRefused(String value) throws IOException {
        assertThat(refused(USUAL, "nested: " + value)).contains("lab.yml:2:", "nested");
        assertThat(
                        refused(
                                USUAL
                                        + ", ansible_winrm_transport: basic,"
                                        + " ansible_winrm_scheme: http, rookery_allow_unencrypted: "
                                        + value,
                                "nested: true"))
                .contains("inventory.yml:1:", "rookery_allow_unencrypted");
    }

    @Test
    void w26_anUnknownKeyIsAnErrorWithASuggestion() throws IOException {
        assertThat(
                        refused(
                                USUAL
                                        + ", ansible_winrm_transprot: ntlm,"
                                        + " rookery_winrm_fingerprnt: aa",
                                "nestd: true, instaled: true"))
                .contains("nestd", "did you mean 'nested'?")
                .contains("instaled", "did you mean 'installed'?")
                .contains("ansible_winrm_transprot", "did you mean 'ansible_winrm_transport'?")
                .contains("rookery_winrm_fingerprnt", "did you mean 'rookery_winrm_fingerprint'?");
    }

    @Test
    void w20_credentialsForASecondHopAreNotHandedOver() throws IOException {
        assertThat(refused(USUAL + ", ansible_winrm_transport: credssp", "nested: true"))
                .contains("credssp is not supported: it hands the password over", "kerberos");
    }
}
