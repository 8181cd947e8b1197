package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/// What the specifications say must come out: RFC 1320 A.5 for MD4, MS-NLMP 4.2.1 and 4.2.4 for
/// NTLMv2 (user `User`, domain `Domain`, password `Password`).
class NtlmVectorsTest {
    private static final byte[] SERVER_CHALLENGE = hex("0123456789abcdef");
    private static final byte[] CLIENT_CHALLENGE = hex("aaaaaaaaaaaaaaaa");
    private static final byte[] SESSION_KEY = hex("55555555555555555555555555555555");
    private static final byte[] PLAIN = "Plaintext".getBytes(StandardCharsets.UTF_16LE);

    /// The `CHALLENGE_MESSAGE` of 4.2.4.3.
    private static final String CHALLENGE =
            "4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef"
                    + "00000000000000002400240044000000060070170000000f5300650072007600"
                    + "6500720002000c0044006f006d00610069006e0001000c005300650072007600"
                    + "6500720000000000";

    /// `temp` of 4.2.4.1.3.
    private static final String STATEMENT =
            "01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c00"
                    + "44006f006d00610069006e0001000c0053006500720076006500720000000000"
                    + "00000000";

    @ParameterizedTest
    @CsvSource({
        "'', 31d6cfe0d16ae931b73c59d7e0c089c0",
        "a, bde52cb31de33e46245e05fbdbd6fb24",
        "abc, a448017aaf21d8525fc10ae87aa6729d",
        "message digest, d9130a8164549fe818874806e1c7014b",
        "abcdefghijklmnopqrstuvwxyz, d79e1c308aa5bbcdeea8ed63df412da9",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789,"
                + " 043f8582f241db351ce627e153e7f0e4",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890,"
                + " e33b4ddc9c38f2199c3e7b164fcc0536"
    })
    void md4IsThatOfRfc1320(String message, String digest) {
        assertThat(hex(Md4.digest(message.getBytes(StandardCharsets.US_ASCII)))).isEqualTo(digest);
    }

    @Test
    void thePasswordsHashIsThatOf4_2_2_1_2() {
        assertThat(hex(Md4.digest("Password".getBytes(StandardCharsets.UTF_16LE))))
                .isEqualTo("a4f49c406510bdcab6824ee7c30fd852");
    }

    @Test
    void theResponseKeyIsThatOf4_2_4_1_1() {
        assertThat(hex(responseKey())).isEqualTo("0c868a403bfd7a93a3001ef22ef02e3f");
    }

    @Test
    void theUsersCaseDoesNotMatterTheDomainsDoes() {
        assertThat(Ntlmv2.responseKey("uSER", "Domain", "Password")).isEqualTo(responseKey());
        assertThat(Ntlmv2.responseKey("User", "DOMAIN", "Password")).isNotEqualTo(responseKey());
    }

    @ParameterizedTest
    @CsvSource({
        "user, USER",
        "J\u00f6rg, J\u00d6RG",
        "stra\u00dfe, STRA\u00dfE",
        "\u00ff, \u0178",
        "\u00b5\u0131\u017f, \u00b5\u0131\u017f",
        "\u03b1\u0436, \u0391\u0416"
    })
    void aNameIsUpperCasedUnitByUnit(String name, String upper) {
        assertThat(Ntlmv2.upperCase(name)).isEqualTo(upper);
    }

    @Test
    void aTimeIsIn100NanosecondsSince1601() {
        assertThat(hex(TargetInfo.ticks(Instant.ofEpochSecond(1_055_844_000))))
                .isEqualTo("0090d336b734c301");
    }

    @Test
    void theChallengeIsReadAsIn4_2_4_3() throws HandshakeException {
        NtlmChallenge challenge = NtlmChallenge.parse(hex(CHALLENGE));
        assertThat(challenge.flags()).isEqualTo(0xe28a8233);
        assertThat(challenge.serverChallenge()).isEqualTo(SERVER_CHALLENGE);
        assertThat(challenge.target().get(TargetInfo.DOMAIN))
                .hasValue("Domain".getBytes(StandardCharsets.UTF_16LE));
        assertThat(challenge.target().get(TargetInfo.COMPUTER))
                .hasValue("Server".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void theStatementIsThatOf4_2_4_1_3() throws HandshakeException {
        assertThat(hex(statement())).isEqualTo(STATEMENT);
    }

    @Test
    void theAnswersAreThoseOf4_2_4_2() throws HandshakeException {
        assertThat(hex(proof())).isEqualTo("68cd0ab851e51c96aabc927bebef6a1c");
        assertThat(hex(Ntlmv2.lmResponse(responseKey(), SERVER_CHALLENGE, CLIENT_CHALLENGE)))
                .isEqualTo("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
    }

    @Test
    void theKeysAreThoseOf4_2_4_1_2And4_2_4_2_3() throws HandshakeException {
        byte[] base = Ntlmv2.sessionBaseKey(responseKey(), proof());
        assertThat(hex(base)).isEqualTo("8de40ccadbc14a82f15cb0ad0de95ca3");
        byte[] encrypted = Ntlmv2.exchange(base, SESSION_KEY);
        assertThat(hex(encrypted)).isEqualTo("c5dad2544fc9799094ce1ce90bc9d03e");
        assertThat(Ntlmv2.exchange(base, encrypted)).isEqualTo(SESSION_KEY);
    }

    @Test
    void aSealedMessageIsThatOf4_2_4_4() {
        assertThat(hex(NtlmSealing.ofClient(SESSION_KEY).seal(PLAIN)))
                .isEqualTo(
                        "10000000"
                                + "010000007fb38ec5c55d497600000000"
                                + "54e50165bf1936dc996020c1811b0f06fb5f");
    }

    @Test
    void theServiceUnsealsTheMessageOf4_2_4_4() throws HandshakeException {
        byte[] sealed = NtlmSealing.ofClient(SESSION_KEY).seal(PLAIN);
        assertThat(NtlmSealing.ofService(SESSION_KEY).unseal(sealed)).isEqualTo(PLAIN);
    }

    private static byte[] responseKey() {
        return Ntlmv2.responseKey("User", "Domain", "Password");
    }

    private static byte[] statement() throws HandshakeException {
        TargetInfo target = NtlmChallenge.parse(hex(CHALLENGE)).target();
        return Ntlmv2.statement(new byte[8], CLIENT_CHALLENGE, target);
    }

    private static byte[] proof() throws HandshakeException {
        return Ntlmv2.proof(responseKey(), SERVER_CHALLENGE, statement());
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
