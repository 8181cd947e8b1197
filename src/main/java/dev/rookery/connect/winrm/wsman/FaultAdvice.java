package dev.rookery.connect.winrm.wsman;

import dev.rookery.connect.ConnectionException.Reason;

import java.util.Map;

/// What a fault's code means to a user. The codes and their names are those of the Windows SDK's
/// wsmerror.h and winerror.h.
///
/// @param words what happened
/// @param remedy what to do about it; commands are for an administrator's PowerShell there
record FaultAdvice(Kind kind, String words, String remedy) {
    /// What may be done about it by us.
    enum Kind {
        QUOTA,
        ACCESS,
        GONE,
        OTHER
    }

    static final FaultAdvice ACCESS_DENIED =
            new FaultAdvice(
                    Kind.ACCESS,
                    "the user may not run commands over WinRM",
                    "add the user to Administrators (or Remote Management Users); for a local"
                            + " administrator other than the built-in one also set the DWORD"
                            + " LocalAccountTokenFilterPolicy to 1 in HKLM\\SOFTWARE\\Microsoft"
                            + "\\Windows\\CurrentVersion\\Policies\\System");

    private static final FaultAdvice SHELLS =
            quota(
                    "the user has too many shells there",
                    "wait until others end, or raise the number: Set-Item"
                        + " WSMan:\\localhost\\Shell\\MaxShellsPerUser 30; Restart-Service WinRM");
    private static final FaultAdvice OPERATIONS =
            quota(
                    "the user has too many requests running there",
                    "restart the service there (Restart-Service WinRM), or raise the number:"
                            + " Set-Item WSMan:\\localhost\\Service\\MaxConcurrentOperationsPerUser"
                            + " 1500");
    private static final FaultAdvice USERS =
            quota(
                    "too many users have shells there",
                    "wait until others end, or raise the number: Set-Item"
                            + " WSMan:\\localhost\\Shell\\MaxConcurrentUsers 10");
    private static final FaultAdvice LOAD =
            quota("the service is asked too much at once", "wait, or use a smaller serial");
    private static final FaultAdvice PROCESSES =
            quota(
                    "the shell has too many processes",
                    "raise the number: Set-Item WSMan:\\localhost\\Shell\\MaxProcessesPerShell 25");
    private static final FaultAdvice MEMORY =
            new FaultAdvice(
                    Kind.OTHER,
                    "the shell has no memory left",
                    "raise the limit: Set-Item WSMan:\\localhost\\Shell\\MaxMemoryPerShellMB 1024;"
                            + " Restart-Service WinRM");
    private static final FaultAdvice ENVELOPE =
            new FaultAdvice(
                    Kind.OTHER,
                    "a message is larger than the service allows",
                    "raise the limit: Set-Item WSMan:\\localhost\\MaxEnvelopeSizekb 500");
    private static final FaultAdvice GONE =
            new FaultAdvice(
                    Kind.GONE,
                    "the shell is no longer there",
                    "was the WinRM service or the machine restarted? run it again");
    private static final FaultAdvice SHUTDOWN =
            new FaultAdvice(Kind.GONE, "the machine is shutting down", "wait until it is up again");
    private static final FaultAdvice REMOTE_SHELLS =
            new FaultAdvice(
                    Kind.ACCESS,
                    "the machine does not allow remote shells",
                    "Set-Item WSMan:\\localhost\\Shell\\AllowRemoteShellAccess true, and look for a"
                            + " group policy that forbids it");
    private static final FaultAdvice NO_SHELL_RESOURCE =
            new FaultAdvice(
                    Kind.OTHER,
                    "the service has no command shell",
                    "run Enable-PSRemoting -Force there, and check ansible_winrm_path");
    private static final FaultAdvice NO_PROGRAM =
            new FaultAdvice(Kind.OTHER, "there is no such program", "check that it is installed");
    private static final FaultAdvice PROFILE =
            new FaultAdvice(
                    Kind.OTHER,
                    "the user's registry is being unloaded",
                    "run it again; if it stays so, restart the machine");
    private static final FaultAdvice UNKNOWN =
            new FaultAdvice(
                    Kind.OTHER,
                    "the service refuses",
                    "see the event log Microsoft-Windows-WinRM/Operational there");

    private static final Map<Long, FaultAdvice> ALL =
            Map.ofEntries(
                    Map.entry(5L, ACCESS_DENIED), // ERROR_ACCESS_DENIED
                    Map.entry(0x8007_0005L, ACCESS_DENIED), // E_ACCESSDENIED
                    Map.entry(0x8033_8105L, ACCESS_DENIED), // _WMI_PROVIDER_ACCESS_DENIED
                    Map.entry(0x8033_8106L, ACCESS_DENIED), // _WMI_CANNOT_CONNECT_ACCESS_DENIED
                    Map.entry(0x8033_803FL, LOAD), // ERROR_WSMAN_QUOTA_LIMIT
                    Map.entry(0x8033_81A5L, SHELLS), // ERROR_WSMAN_QUOTA_MAX_SHELLS
                    Map.entry(0x8033_81A6L, OPERATIONS), // ERROR_WSMAN_QUOTA_MAX_OPERATIONS
                    Map.entry(0x8033_81A7L, LOAD), // ERROR_WSMAN_QUOTA_USER
                    Map.entry(0x8033_81A8L, LOAD), // ERROR_WSMAN_QUOTA_SYSTEM
                    Map.entry(0x8033_81ABL, USERS), // ERROR_WSMAN_QUOTA_MAX_SHELLUSERS
                    Map.entry(0x8033_81E4L, SHELLS), // ERROR_WSMAN_QUOTA_MAX_SHELLS_PPQ
                    Map.entry(0x8033_81E5L, USERS), // ERROR_WSMAN_QUOTA_MAX_USERS_PPQ
                    Map.entry(0x8033_81E6L, SHELLS), // ERROR_WSMAN_QUOTA_MAX_PLUGINSHELLS_PPQ
                    Map.entry(0x8033_81E7L, OPERATIONS), // _QUOTA_MAX_PLUGINOPERATIONS_PPQ
                    Map.entry(0x8033_81E8L, OPERATIONS), // _QUOTA_MAX_OPERATIONS_USER_PPQ
                    Map.entry(0x8033_81E9L, PROCESSES), // _QUOTA_MAX_COMMANDS_PER_SHELL_PPQ
                    Map.entry(0x8033_81EAL, MEMORY), // _QUOTA_MIN_REQUIREMENT_NOT_AVAILABLE_PPQ
                    Map.entry(8L, MEMORY), // ERROR_NOT_ENOUGH_MEMORY
                    Map.entry(14L, MEMORY), // ERROR_OUTOFMEMORY
                    Map.entry(0x8007_000EL, MEMORY), // E_OUTOFMEMORY
                    Map.entry(0x8033_8026L, ENVELOPE), // ERROR_WSMAN_ENVELOPE_TOO_LARGE
                    Map.entry(0x8033_8047L, ENVELOPE), // ERROR_WSMAN_MAX_ENVELOPE_SIZE
                    Map.entry(0x8033_8048L, ENVELOPE), // ERROR_WSMAN_MAX_ENVELOPE_SIZE_EXCEEDED
                    Map.entry(0x8033_8049L, ENVELOPE), // ERROR_WSMAN_SERVER_ENVELOPE_LIMIT
                    Map.entry(0x8033_806EL, ENVELOPE), // _MAXENVELOPE_SIZE_NOT_SUPPORTED
                    Map.entry(0x8033_805BL, GONE), // ERROR_WSMAN_UNEXPECTED_SELECTORS
                    Map.entry(0x8033_814AL, GONE), // ERROR_WSMAN_SHELL_ALREADY_CLOSED
                    Map.entry(995L, GONE), // ERROR_OPERATION_ABORTED
                    Map.entry(1115L, SHUTDOWN), // ERROR_SHUTDOWN_IN_PROGRESS
                    Map.entry(0x8007_045BL, SHUTDOWN),
                    Map.entry(0x8033_81ACL, REMOTE_SHELLS), // _REMOTESHELLS_NOT_ALLOWED
                    Map.entry(0x8033_81DDL, REMOTE_SHELLS), // _SERVICE_REMOTE_ACCESS_DISABLED
                    Map.entry(0x8033_81E3L, REMOTE_SHELLS), // _REMOTE_CONNECTION_NOT_ALLOWED
                    Map.entry(0x8033_8000L, NO_SHELL_RESOURCE), // ERROR_WSMAN_RESOURCE_NOT_FOUND
                    Map.entry(0x8033_803BL, NO_SHELL_RESOURCE), // _INVALID_RESOURCE_URI
                    Map.entry(2L, NO_PROGRAM), // ERROR_FILE_NOT_FOUND
                    Map.entry(0x8007_0002L, NO_PROGRAM),
                    Map.entry(0x8007_03FAL, PROFILE)); // ERROR_KEY_DELETED

    private static FaultAdvice quota(String words, String remedy) {
        return new FaultAdvice(Kind.QUOTA, words, remedy);
    }

    static FaultAdvice of(long code) {
        return ALL.getOrDefault(code, UNKNOWN);
    }

    boolean isQuota() {
        return kind == Kind.QUOTA;
    }

    boolean isAccess() {
        return kind == Kind.ACCESS;
    }

    Reason reason() {
        return kind == Kind.GONE ? Reason.LOST : Reason.REFUSED;
    }
}
