package dev.rookery.connect.winrm.auth;

/// What the two ends agree on, MS-NLMP 2.2.2.5.
public final class NtlmFlags {
    public static final int UNICODE = 0x1;
    public static final int OEM = 0x2;
    public static final int REQUEST_TARGET = 0x4;
    public static final int SIGN = 0x10;
    public static final int SEAL = 0x20;
    public static final int NTLM = 0x200;
    public static final int ALWAYS_SIGN = 0x8000;
    public static final int TARGET_TYPE_SERVER = 0x2_0000;

    /// Keys of their own for each direction and use, and numbered messages.
    public static final int EXTENDED_SESSION_SECURITY = 0x8_0000;

    public static final int TARGET_INFO = 0x80_0000;
    public static final int VERSION = 0x200_0000;
    public static final int KEY_128 = 0x2000_0000;
    public static final int KEY_EXCHANGE = 0x4000_0000;
    public static final int KEY_56 = 0x8000_0000;

    /// What sealing takes: anything less is an older, weaker form of it.
    public static final int SEALING =
            SIGN | SEAL | EXTENDED_SESSION_SECURITY | KEY_128 | KEY_EXCHANGE;

    private NtlmFlags() {}

    /// Whether all of the wanted ones are there.
    public static boolean has(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }
}
