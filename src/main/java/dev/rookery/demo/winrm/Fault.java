package dev.rookery.demo.winrm;

/// Why a request was not done. The codes are `wsmerror.h`'s; texts and subcodes are those that a
/// Windows of the English language was seen to answer, unless said otherwise.
///
/// @param sender whether the client is to blame, and not the service
/// @param subcode with its prefix
/// @param detail the `FaultDetail`; empty for none
record Fault(long code, boolean sender, String subcode, String detail, String reason) {
    static final long TIMED_OUT = 2150858793L;
    static final long SHELL_NOT_FOUND = 2150858843L;
    static final long MAX_SHELLS = 2150859173L;
    static final long ENVELOPE_LIMIT = 2150858825L;
    static final long MIN_ENVELOPE = 2150858878L;

    static Fault timedOut() {
        return new Fault(
                TIMED_OUT,
                false,
                "w:TimedOut",
                "",
                "The WS-Management service cannot complete the operation within the time specified"
                        + " in OperationTimeout.  ");
    }

    static Fault shellNotFound(String id) {
        return new Fault(
                SHELL_NOT_FOUND,
                true,
                "w:InvalidSelectors",
                "UnexpectedSelectors",
                "The request for the Windows Remote Shell with ShellId "
                        + id
                        + " failed because the shell was not found on the server. Possible causes"
                        + " are: the specified ShellId is incorrect or the shell no longer exists"
                        + " on the server. Provide the correct ShellId or create a new shell and"
                        + " retry the operation. ");
    }

    static Fault maxShells(int most) {
        return new Fault(
                MAX_SHELLS,
                true,
                "w:QuotaLimit",
                "",
                "The WS-Management service cannot process the request. This user is allowed a"
                        + " maximum number of "
                        + most
                        + " concurrent shells, which has been exceeded. Close existing shells or"
                        + " raise the quota for this user. ");
    }

    /// `ERROR_WSMAN_SERVER_ENVELOPE_LIMIT`; its form is unconfirmed. What is far too large gets
    /// status 413, as from Windows.
    static Fault envelopeLimit(int most) {
        return new Fault(
                ENVELOPE_LIMIT,
                true,
                "w:EncodingLimit",
                "ServiceEnvelopeLimit",
                "The request exceeds the service's maximum envelope size of " + most + " bytes. ");
    }

    /// `ERROR_WSMAN_MIN_ENVELOPE_SIZE`; its form is unconfirmed.
    static Fault minEnvelope(int least) {
        return new Fault(
                MIN_ENVELOPE,
                true,
                "w:EncodingLimit",
                "MinimumEnvelopeLimit",
                "MaxEnvelopeSize must be at least " + least + " bytes. ");
    }

    /// `ERROR_WSMAN_INVALID_PARAMETER`; its form is unconfirmed.
    static Fault commandNotFound(String id) {
        return new Fault(
                2150858810L,
                true,
                "w:InvalidParameter",
                "",
                "The shell has no command with CommandId " + id + ". ");
    }

    /// `ERROR_FILE_NOT_FOUND` as an HRESULT: what `CreateProcess` says of a program.
    static Fault programNotFound() {
        return new Fault(
                2147942402L,
                false,
                "w:InternalError",
                "",
                "The system cannot find the file specified. ");
    }

    /// `ERROR_DIRECTORY` as an HRESULT.
    static Fault directoryNotFound() {
        return new Fault(
                2147942667L, false, "w:InternalError", "", "The directory name is invalid. ");
    }

    static Fault actionNotSupported(String action) {
        return new Fault(
                2150858771L,
                true,
                "a:ActionNotSupported",
                "",
                "The action URI " + action + " is not supported by this resource. ");
    }

    static Fault invalidResourceUri(String uri) {
        return new Fault(
                2150858811L,
                true,
                "a:DestinationUnreachable",
                "InvalidResourceURI",
                "The resource URI " + uri + " is not known here. ");
    }

    static Fault invalidBody(String what) {
        return new Fault(
                2150858817L, true, "w:SchemaValidationError", "", "The request has " + what + ". ");
    }

    /// Any other.
    static Fault of(long code) {
        return new Fault(code, false, "w:InternalError", "", "Error " + code + ". ");
    }
}
