package dev.rookery.connect.ssh;

import dev.rookery.secret.Secret;

import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/// Sends the password, once.
final class PasswordMethod extends AbstractAuthMethod {
    private final Secret password;

    PasswordMethod(Secret password) {
        super("password");
        this.password = password;
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return super.buildReq()
                .putBoolean(false)
                .putSensitiveString(password.reveal().toCharArray());
    }

    @Override
    public void handle(Message message, SSHPacket packet)
            throws UserAuthException, TransportException {
        if (message == Message.USERAUTH_60) {
            throw new UserAuthException("the password has expired: the server asks for a new one");
        }
        super.handle(message, packet);
    }
}
