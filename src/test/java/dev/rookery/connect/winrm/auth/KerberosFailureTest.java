package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.security.auth.login.LoginException;

/// Java's texts, as sun.security.krb5 has them, for what no KDC of a test can be brought to say.
class KerberosFailureTest {
    @ParameterizedTest
    @CsvSource({
        "Clock skew too great (37), clocks, chrony",
        "KDC has no support for encryption type (14), cipher, AES",
        "Clients credentials have been revoked (18), locked, ''",
        "Ticket expired (32), expired, kinit",
        "Server not found in Kerberos database (7), HTTP/web, setspn",
        "Receive timed out while asking the KDC, does not answer, krb5.conf",
        "Something else, Something else, ''"
    })
    void aReasonIsToldInWords(String text, String message, String remedy) {
        Exception cause = new Exception(text);
        HandshakeException told =
                KerberosFailure.explain(new LoginException(text).initCause(cause), "HTTP/web");
        assertThat(told).hasMessageContaining(message);
        assertThat(told.remedy()).contains(remedy);
    }
}
