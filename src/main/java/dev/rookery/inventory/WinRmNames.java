package dev.rookery.inventory;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The variables that say how a machine is reached over WinRM: those of Ansible's winrm plugin and
/// of the pywinrm below it, and our own. Of several names for one thing, the last one that is set
/// counts, as there.
final class WinRmNames {
    static final List<String> HOST = List.of("ansible_host", "ansible_winrm_host");
    static final List<String> PORT = List.of("ansible_port", "ansible_winrm_port");
    static final List<String> USER = List.of("ansible_user", "ansible_winrm_user");
    static final List<String> PASSWORD =
            List.of("ansible_password", "ansible_winrm_pass", "ansible_winrm_password");
    static final List<String> TIMEOUT = List.of("ansible_timeout");
    static final List<String> SCHEME = List.of("ansible_winrm_scheme");
    static final List<String> PATH = List.of("ansible_winrm_path");
    static final List<String> PROXY = List.of("ansible_winrm_proxy");
    static final List<String> TRANSPORT = List.of("ansible_winrm_transport");
    static final List<String> CERTIFICATE = List.of("ansible_winrm_cert_pem");
    static final List<String> CERTIFICATE_KEY = List.of("ansible_winrm_cert_key_pem");
    static final List<String> CERTIFICATE_PASSPHRASE = List.of("rookery_winrm_cert_key_passphrase");
    static final List<String> VALIDATION = List.of("ansible_winrm_server_cert_validation");
    static final List<String> AUTHORITIES = List.of("ansible_winrm_ca_trust_path");
    static final List<String> FINGERPRINT = List.of("rookery_winrm_fingerprint");
    static final List<String> MESSAGE_ENCRYPTION = List.of("ansible_winrm_message_encryption");
    static final List<String> ALLOW_UNENCRYPTED = List.of("rookery_allow_unencrypted");
    static final List<String> SEND_CBT = List.of("ansible_winrm_send_cbt");
    static final List<String> OPERATION_TIMEOUT = List.of("ansible_winrm_operation_timeout_sec");
    static final List<String> READ_TIMEOUT = List.of("ansible_winrm_read_timeout_sec");
    static final List<String> BOTH_TIMEOUTS = List.of("ansible_winrm_connection_timeout");
    static final List<String> REALM = List.of("ansible_winrm_realm");
    static final List<String> SERVICE = List.of("ansible_winrm_service");
    static final List<String> SERVICE_HOST = List.of("ansible_winrm_kerberos_hostname_override");
    static final List<String> DELEGATION = List.of("ansible_winrm_kerberos_delegation");
    static final List<String> KINIT_MODE = List.of("ansible_winrm_kinit_mode");
    static final List<String> KINIT_COMMAND = List.of("ansible_winrm_kinit_cmd");
    static final List<String> KINIT_ARGUMENTS = List.of("ansible_winrm_kinit_args");
    static final List<String> KEYTAB = List.of("ansible_winrm_keytab");

    static final Set<String> UNDERSTOOD =
            Set.copyOf(
                    Stream.of(
                                    List.of("ansible_winrm_host", "ansible_winrm_port"),
                                    List.of("ansible_winrm_user", "ansible_winrm_pass"),
                                    List.of("ansible_winrm_password"),
                                    SCHEME,
                                    PATH,
                                    PROXY,
                                    TRANSPORT,
                                    CERTIFICATE,
                                    CERTIFICATE_KEY,
                                    CERTIFICATE_PASSPHRASE,
                                    VALIDATION,
                                    AUTHORITIES,
                                    FINGERPRINT,
                                    MESSAGE_ENCRYPTION,
                                    ALLOW_UNENCRYPTED,
                                    SEND_CBT,
                                    OPERATION_TIMEOUT,
                                    READ_TIMEOUT,
                                    BOTH_TIMEOUTS,
                                    REALM,
                                    SERVICE,
                                    SERVICE_HOST,
                                    DELEGATION,
                                    KINIT_MODE,
                                    KINIT_COMMAND,
                                    KINIT_ARGUMENTS,
                                    KEYTAB)
                            .flatMap(List::stream)
                            .toList());

    /// They say something of CredSSP alone, which is refused by its own name.
    static final String CREDSSP = "ansible_winrm_credssp_.*";

    private WinRmNames() {}
}
