package dev.rookery.connect.winrm.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/// The hashes are those that python's requests-ntlm 1.1 computes of the same files; RSASSA-PSS's,
/// which it does not know, is OpenSSL's.
class ChannelBindingTest {
    @ParameterizedTest
    @CsvSource({
        "md5, 66a9a67af5be9d45deaa66c87f0ea195cdc606a8a630c5ab2d16cb1973c945ba",
        "sha1, e49504e6e78a4cb74eec86fa3e99d7fd359d16d33241d28c9cbb158748d12fb9",
        "sha256, 137dce276eba25d3650710675089e38593b00aa05b003f43e84ee05c069f557a",
        "sha384,"
                + " d8f27c5d5cdbeac7d9e26d4f40a5a22edc4cb18458f0c72653dc187bba0e027e"
                + "a3783373dbc6ed3083727186cc23fd2e",
        "sha512,"
                + " 10d849a234362e4721968c7831da4a8c3cd1c75421e56eb7be22e60938113156"
                + "a14a695b43cd69af4ec14139b180727b97d561ae9967399ed97879bcf5b88565",
        "pss, 611104b49846ad39bfc870dd30d565371fd2c6291d226a3d2701c501aa00d6ae"
                + "198d86565e5e30971249395f4842eaf2",
        "ec,"
                + " facade4fbf0d7e1aa8bd5b6fa23a3e726957853320e96da78be89d015c86a591"
                + "a50ad037715f83c4c224d344bdfa637ebdc9013bd5f055899c428e27b388fd92"
    })
    void theHashIsTheSignaturesOwnUnlessThatIsWeak(String certificate, String hash) {
        assertThat(ChannelBinding.of(Certificates.read(certificate)))
                .hasValueSatisfying(
                        binding -> assertThat(binding).hasToString("tls-server-end-point:" + hash));
    }

    @Test
    void aSignatureWithoutAHashHasNoBinding() {
        assertThat(ChannelBinding.of(Certificates.read("ed"))).isEmpty();
    }

    @Test
    void theApplicationDataAreThePrefixAndTheHash() {
        ChannelBinding binding = ChannelBinding.of(Certificates.SHA256).orElseThrow();
        String prefix = "tls-server-end-point:";
        assertThat(binding.applicationData())
                .hasSize(prefix.length() + 32)
                .startsWith(prefix.getBytes(StandardCharsets.US_ASCII));
    }
}
