package dev.rookery.demo;

import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

import java.io.IOException;
import java.util.List;

/// The SSH server of one simulated machine: commands only, for the lab's own key only, on the
/// loopback address.
final class DemoServer implements AutoCloseable {
    static final String ADDRESS = "127.0.0.1";
    static final String USER = "demo";

    private final DemoMachine machine;
    private final SshServer server;

    private DemoServer(DemoMachine machine, SshServer server) {
        this.machine = machine;
        this.server = server;
    }

    static DemoServer start(DemoMachine machine, DemoKeys keys) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(ADDRESS);
        server.setPort(0);
        server.setNioWorkers(2);
        CoreModuleProperties.WELCOME_BANNER.remove(server);
        server.setKeyPairProvider(KeyPairProvider.wrap(keys.host()));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPasswordAuthenticator(null);
        server.setKeyboardInteractiveAuthenticator(null);
        server.setPublickeyAuthenticator(
                (user, key, session) ->
                        user.equals(USER) && KeyUtils.compareKeys(key, keys.user().getPublic()));
        server.setShellFactory(null);
        server.setSubsystemFactories(List.of());
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setChannelFactories(List.of(new CommandChannels()));
        server.setCommandFactory(
                (channel, command) -> new MachineCommand(machine.processOf(command)));
        server.start();
        return new DemoServer(machine, server);
    }

    String name() {
        return machine.name();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException ended) {
            System.getLogger(DemoServer.class.getName())
                    .log(System.Logger.Level.DEBUG, "stopping " + name(), ended);
        }
    }

    private static final class CommandChannels extends ChannelSessionFactory {
        @Override
        public Channel createChannel(Session session) {
            return new CommandChannel();
        }
    }
}
