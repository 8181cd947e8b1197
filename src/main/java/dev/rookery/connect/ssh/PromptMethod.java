package dev.rookery.connect.ssh;

import dev.rookery.connect.tcp.Words;
import dev.rookery.secret.Secret;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/// Answers the first hidden question with the password and refuses any other (RFC 4256).
///
/// A second question is a second chance, a one-time code or a new password: none of those is ours
/// to answer, and a wrong password must cost one failed login only.
final class PromptMethod extends AbstractAuthMethod {
    private final Secret password;
    private boolean answered;

    PromptMethod(Secret password) {
        super("keyboard-interactive");
        this.password = password;
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return super.buildReq().putString("").putString("");
    }

    @Override
    public void handle(Message message, SSHPacket packet)
            throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket answers = new SSHPacket(Message.USERAUTH_INFO_RESPONSE);
        try {
            packet.readString();
            packet.readString();
            packet.readString();
            int questions = packet.readUInt32AsInt();
            answers.putUInt32(questions);
            for (int i = 0; i < questions; i++) {
                String question = packet.readString();
                boolean shown = packet.readBoolean();
                if (answered || shown) {
                    throw new UserAuthException(
                            "the server asks for more than the password: " + Words.clean(question));
                }
                answered = true;
                answers.putSensitiveString(password.reveal().toCharArray());
            }
        } catch (Buffer.BufferException cutOff) {
            throw new UserAuthException("the server's question is cut off");
        }
        params.getTransport().write(answers);
    }
}
