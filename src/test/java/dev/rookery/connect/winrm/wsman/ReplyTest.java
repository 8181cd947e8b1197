package dev.rookery.connect.winrm.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

class ReplyTest {
    private static final Messages MESSAGES =
            new Messages("http://hv:5985/wsman", Duration.ofSeconds(20));
    private static final CommandId COMMAND = new CommandId("S1", "C1");
    private static final Message RECEIVE = MESSAGES.receive(COMMAND);
    private static final String STREAM =
            "<rsp:Stream Name='stdout' CommandId='C1'>aGVs\nbG8=</rsp:Stream>";
    private static final String DONE =
            "<rsp:CommandState CommandId='C1' State='"
                    + Names.DONE
                    + "'><rsp:ExitCode>3221225786</rsp:ExitCode></rsp:CommandState>";

    @Test
    void outputAndExitCodeAreRead() throws Exception {
        Received received = receive(STREAM + STREAM + DONE);
        assertThat(received.stdout()).isEqualTo("hellohello".getBytes(StandardCharsets.US_ASCII));
        assertThat(received.stderr()).isEmpty();
        assertThat(received.isDone()).isTrue();
        assertThat(received.exitCode()).hasValue(0xC000013A);
    }

    @Test
    void anAnswerToAnotherRequestIsRefused() {
        String replayed = answer(RECEIVE.answer(), "uuid:1", STREAM);
        assertThatThrownBy(() -> read(replayed))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("another request");
        String without =
                answer(RECEIVE.answer(), RECEIVE.id(), STREAM).replaceAll("<a:Rel.*?Rel.*?>", "");
        assertThatThrownBy(() -> read(without)).isInstanceOf(ProtocolException.class);
        String fault = answer("x", "uuid:1", fault("<f:WSManFault Code='5'/>"));
        assertThatThrownBy(() -> read(fault)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void anAnswerOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> read(answer("x", RECEIVE.id(), STREAM)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("another kind");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<rsp:Stream Name='stdout' CommandId='C2'>aGk=</rsp:Stream>",
                "<rsp:Stream Name='stdout'>aGk=</rsp:Stream>",
                "<rsp:Stream Name='stdin' CommandId='C1'>aGk=</rsp:Stream>",
                "<rsp:Stream Name='stdout' CommandId='C1'>a</rsp:Stream>",
                "<rsp:Other CommandId='C1'/>",
                "<rsp:CommandState CommandId='C1' State='x'><rsp:ExitCode>a</rsp:ExitCode>"
                        + "</rsp:CommandState>",
            })
    void outputThatIsNotOursIsRefused(String part) {
        assertThatThrownBy(() -> receive(part)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY e 'boom'>]><x>&e;</x>",
                "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
                "<x>&unknown;</x>",
                "<?php evil ?><x/>",
                "<x><?php evil ?></x>",
                "<x/><y/>",
                "<x",
                "",
                "<a:x/>",
            })
    void whatIsNotPlainXmlIsRefused(String document) {
        assertThatThrownBy(() -> XmlReader.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void depthAndCountAreBounded() {
        String deep = "<x>".repeat(100_000);
        assertThatThrownBy(() -> XmlReader.read(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProtocolException.class);
        String wide = "<x>" + "<y/>".repeat(100_000) + "</x>";
        assertThatThrownBy(() -> XmlReader.read(wide.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aLargeTextIsRead() throws Exception {
        String text = "QUJD".repeat(400_000);
        String xml = "<rsp:Stream Name='stdout' CommandId='C1'>" + text + "</rsp:Stream>";
        assertThat(receive(xml).stdout()).hasSize(1_200_000);
    }

    @Test
    void anOperationTimeoutIsKnownByItsCodeOrKind() {
        assertThat(faulted("<f:WSManFault Code='2150858793'/>").isOperationTimeout()).isTrue();
        assertThat(faulted("").isOperationTimeout()).isTrue();
        assertThat(faulted("<f:WSManFault Code='2150858843'/>").isOperationTimeout()).isFalse();
    }

    @Test
    void theMachinesOwnWordsAreShownTheProvidersFirst() {
        WsmanFault fault =
                faulted(
                        "<f:WSManFault"
                            + " Code='2150859174'><f:Message>outer<f:ProviderFault><f:WSManFault"
                            + " Code='5'><f:Message>Zugriff\u0085 verweigert</f:Message>"
                            + "</f:WSManFault></f:ProviderFault></f:Message></f:WSManFault>");
        assertThat(fault.explained()).hasMessageContaining("2150859174: Zugriff verweigert");
        assertThat(fault.isQuota()).isTrue();
    }

    @Test
    void aQuotaInACimErrorIsKnown() {
        WsmanFault fault =
                faulted(
                        "<p:MSFT_WmiError xmlns:p='x'><p:error_Code>2150859174</p:error_Code>"
                                + "</p:MSFT_WmiError>");
        assertThat(fault.isQuota()).isTrue();
    }

    @Test
    void noDocumentMakesItFailInAnotherWay() {
        String whole = answer(RECEIVE.answer(), RECEIVE.id(), STREAM + DONE);
        Random random = new Random(20261125);
        for (int i = 0; i < 4000; i++) {
            byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Reply.to(RECEIVE, bytes).received(COMMAND);
            } catch (ProtocolException | WsmanFault refused) {
                assertThat(refused.getMessage()).isNotNull();
            }
        }
    }

    private static WsmanFault faulted(String detail) {
        try {
            read(answer("x", RECEIVE.id(), fault(detail)));
        } catch (WsmanFault fault) {
            return fault;
        } catch (ProtocolException wrong) {
            throw new AssertionError(wrong);
        }
        throw new AssertionError("no fault");
    }

    private static String fault(String detail) {
        return "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:TimedOut"
                   + "</s:Value></s:Subcode></s:Code><s:Reason><s:Text>why</s:Text></s:Reason><s:Detail"
                   + " xmlns:f='"
                + Names.FAULT
                + "'>"
                + detail
                + "</s:Detail></s:Fault>";
    }

    private static Received receive(String parts) throws WsmanFault, ProtocolException {
        String body = "<rsp:ReceiveResponse>" + parts + "</rsp:ReceiveResponse>";
        return read(answer(RECEIVE.answer(), RECEIVE.id(), body)).received(COMMAND);
    }

    private static Reply read(String document) throws WsmanFault, ProtocolException {
        return Reply.to(RECEIVE, document.getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(String action, String relatesTo, String body) {
        return "<s:Envelope xmlns:s='"
                + Names.SOAP
                + "' xmlns:a='"
                + Names.ADDRESSING
                + "' xmlns:rsp='"
                + Names.SHELL
                + "'><s:Header><a:Action>"
                + action
                + "</a:Action><a:RelatesTo>"
                + relatesTo
                + "</a:RelatesTo></s:Header><s:Body>"
                + body
                + "</s:Body></s:Envelope>";
    }
}
