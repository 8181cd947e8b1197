package dev.rookery.connect.winrm;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every connection must do, over WS-Management to a `sh`: with open messages, and sealed.
@ParameterizedClass
@ValueSource(booleans = {false, true})
class WinRmContractTest extends ConnectionContract {
    @Parameter boolean sealed;

    private final List<TestService> services = new ArrayList<>();

    @Override
    protected Connection open() throws Exception {
        TestService service = new TestService();
        services.add(service);
        return new WinRmConnector(
                        Map.of(), endpoint -> binding -> new ToyHandshake(TestService.PASSWORD))
                .connect(
                        service.endpoint(
                                sealed ? TestService.ntlm() : TestService.basic(),
                                Optional.empty(),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() throws IOException {
        for (TestService service : services) {
            service.close();
        }
    }
}
