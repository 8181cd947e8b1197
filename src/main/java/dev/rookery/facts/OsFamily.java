package dev.rookery.facts;

import java.io.File;

/// The kind of operating system that a machine runs: it decides how scripts are written for it.
public enum OsFamily {
    /// Scripts are POSIX `sh`.
    LINUX,
    /// Scripts are PowerShell 5.1.
    WINDOWS;

    /// The family of the machine that a probe has seen.
    public static OsFamily of(Observations observed) {
        return observed.one("os.family").ifKnown().filter("windows"::equals).isPresent()
                ? WINDOWS
                : LINUX;
    }

    /// The family of the machine that we run on.
    public static OsFamily ofThisMachine() {
        return File.separatorChar == '\\' ? WINDOWS : LINUX;
    }
}
