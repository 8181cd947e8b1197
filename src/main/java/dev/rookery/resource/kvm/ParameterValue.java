package dev.rookery.resource.kvm;

import java.util.Locale;

/// The spellings of a module parameter's value.
///
/// Source: `param_set_bool`, `param_get_bool` and `param_set_int` in the kernel's
/// `kernel/params.c`: a bool reads `Y` or `N` and takes `1` and `0` too, an int takes and reads
/// numbers only. So `1` and `0` are what every kind of parameter takes.
final class ParameterValue {
    private ParameterValue() {}

    /// The value with every spelling of a truth value turned into `1` or `0`.
    static String normalised(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "y", "yes", "on", "true", "1" -> "1";
            case "n", "no", "off", "false", "0" -> "0";
            default -> value.strip();
        };
    }

    static boolean same(String one, String other) {
        return normalised(one).equals(normalised(other));
    }

    static boolean isOn(String value) {
        return normalised(value).equals("1");
    }

    /// Whether a parameter that reads like this takes the value at all.
    static boolean fits(String reads, String value) {
        if (reads.equals("Y") || reads.equals("N")) {
            return normalised(value).matches("[01]");
        }
        return !reads.matches("-?[0-9]+") || normalised(value).matches("-?[0-9]+");
    }
}
