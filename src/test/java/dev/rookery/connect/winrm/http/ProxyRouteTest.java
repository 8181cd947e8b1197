package dev.rookery.connect.winrm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.connect.ConnectionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;

class ProxyRouteTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "http_proxy", "http://plain:3128",
                    "HTTPS_PROXY", "secure",
                    "no_proxy", "lab, .example.com,other:5985");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST", "[::1]"})
    void noProxyIsUsedForTheMachineItself(String host) throws ConnectionException {
        assertThat(ProxyRoute.of(host, 5985, false, Optional.of("http://p:1"), ENVIRONMENT))
                .isEmpty();
    }

    @Test
    void theEnvironmentsProxyIsUsedForTheScheme() throws ConnectionException {
        assertThat(route("hv", false)).hasValue(new ProxyRoute("plain", 3128, Optional.empty()));
        assertThat(route("hv", true)).hasValue(new ProxyRoute("secure", 80, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab", "hv.lab", "example.com", "hv.EXAMPLE.com", "other"})
    void exceptionsCoverWhatIsBelowThem(String host) throws ConnectionException {
        assertThat(route(host, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"notlab", "example.com.evil", "1270.0.0.1", "127.evil"})
    void nothingElseIsAnException(String host) throws ConnectionException {
        assertThat(route(host, false)).isPresent();
    }

    @Test
    void theProxysPasswordIsSentAndNeverShown() throws ConnectionException {
        ProxyRoute route =
                ProxyRoute.of("hv", 1, false, Optional.of("http://u:p%40ss@p:81"), Map.of())
                        .orElseThrow();
        assertThat(route.headers())
                .containsExactly(new Header("Proxy-Authorization", "Basic dTpwQHNz"));
        assertThat(route.toString()).isEqualTo("proxy p:81");
        assertThatThrownBy(
                        () ->
                                ProxyRoute.of(
                                        "hv", 1, false, Optional.of("socks://u:pw@p"), Map.of()))
                .isInstanceOf(ConnectionException.class)
                .hasMessageNotContaining("pw");
    }

    private static Optional<ProxyRoute> route(String host, boolean tls) throws ConnectionException {
        return ProxyRoute.of(host, 5985, tls, Optional.empty(), ENVIRONMENT);
    }
}
