package dev.rookery.connect.winrm.wsman;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.tcp.Words;

import java.io.Serial;
import java.util.Optional;
import java.util.stream.Stream;

/// The service says that it could not do what it was asked.
public final class WsmanFault extends Exception {
    @Serial private static final long serialVersionUID = 1;

    /// `ERROR_WSMAN_OPERATION_TIMEDOUT`
    private static final long OPERATION_TIMED_OUT = 0x8033_8029L;

    private static final long NO_CODE = -1;

    private final long code;
    private final String kind;

    private WsmanFault(long code, String kind, String words) {
        super(words);
        this.code = code;
        this.kind = kind;
    }

    static WsmanFault of(Element fault) {
        long code =
                codes(fault)
                        .filter(text -> text.matches("[0-9]{1,10}"))
                        .map(Long::parseLong)
                        .findFirst()
                        .orElse(NO_CODE);
        String kind =
                fault.child(Names.SOAP, "Code")
                        .flatMap(element -> element.child(Names.SOAP, "Subcode"))
                        .flatMap(element -> element.child(Names.SOAP, "Value"))
                        .map(element -> element.text().strip())
                        .orElse("");
        return new WsmanFault(code, kind.substring(kind.indexOf(':') + 1), words(fault));
    }

    /// Of the fault itself, and for quotas of Server 2012 and later of a CIM error in its place.
    private static Stream<String> codes(Element fault) {
        Stream<String> own =
                fault.all()
                        .filter(element -> element.is(Names.FAULT, "WSManFault"))
                        .flatMap(element -> element.attribute("Code").stream());
        Stream<String> cim =
                fault.all()
                        .filter(element -> element.name().equals("error_Code"))
                        .map(Element::text);
        return Stream.concat(own, cim).map(String::strip);
    }

    /// The machine's own words, in its own language: to be shown, and never to be looked into. A
    /// provider knows more than the service that asked it.
    private static String words(Element fault) {
        Optional<String> provider =
                fault.all()
                        .filter(element -> element.is(Names.FAULT, "ProviderFault"))
                        .map(WsmanFault::allText)
                        .filter(text -> !text.isBlank())
                        .findFirst();
        Optional<String> message =
                fault.all()
                        .filter(element -> element.is(Names.FAULT, "Message"))
                        .map(WsmanFault::allText)
                        .filter(text -> !text.isBlank())
                        .findFirst();
        Optional<String> reason =
                fault.child(Names.SOAP, "Reason")
                        .flatMap(element -> element.child(Names.SOAP, "Text"))
                        .map(Element::text);
        return Words.clean(provider.or(() -> message).or(() -> reason).orElse(""));
    }

    private static String allText(Element element) {
        return String.join(" ", element.all().map(Element::text).toList());
    }

    /// Whether only the time for this request is over: it may be asked again.
    public boolean isOperationTimeout() {
        return code == OPERATION_TIMED_OUT || (code == NO_CODE && kind.equals("TimedOut"));
    }

    /// Whether the service has begun nothing because there was no room, so that the same may be
    /// asked once more.
    public boolean isQuota() {
        return FaultAdvice.of(code).isQuota();
    }

    /// Whether we are not allowed to do it at all.
    public boolean isAccessDenied() {
        return FaultAdvice.of(code).isAccess() || (code == NO_CODE && kind.equals("AccessDenied"));
    }

    /// For people.
    public ConnectionException explained() {
        FaultAdvice advice = isAccessDenied() ? FaultAdvice.ACCESS_DENIED : FaultAdvice.of(code);
        String number = code == NO_CODE ? kind : "WSManFault " + code;
        String said = getMessage() == null || getMessage().isEmpty() ? "" : ": " + getMessage();
        return new ConnectionException(
                advice.reason(),
                advice.words() + " (" + number + said + ")",
                advice.remedy(),
                this);
    }
}
