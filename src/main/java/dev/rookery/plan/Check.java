package dev.rookery.plan;

/// One thing that was looked at before anything is planned: whether it would let guests nest.
///
/// @param subject what was looked at, such as `firmware`
/// @param finding what was seen, one line
/// @param remedy what a person can do about it; empty if nothing needs to be done
public record Check(Grade grade, String subject, String finding, String remedy) {
    public enum Grade {
        /// It is as it should be.
        PASS,
        /// It does not keep guests from nesting, or an apply would mend it.
        WARN,
        /// Guests cannot nest before it is mended by hand.
        FAIL
    }

    public static Check pass(String subject, String finding) {
        return new Check(Grade.PASS, subject, finding, "");
    }

    public static Check warn(String subject, String finding, String remedy) {
        return new Check(Grade.WARN, subject, finding, remedy);
    }

    public static Check fail(String subject, String finding, String remedy) {
        return new Check(Grade.FAIL, subject, finding, remedy);
    }

    /// What a verdict on nesting says to one who has not asked for it.
    public static Check of(String subject, Verdict verdict) {
        return switch (verdict) {
            case Verdict.AsDesired asDesired ->
                    pass(subject, String.join("; ", asDesired.evidence()));
            case Verdict.NotApplicable(String reason) -> pass(subject, reason);
            case Verdict.Update update ->
                    warn(
                            subject,
                            update.reason(),
                            "apply nested: true (disturbs: " + update.disruption().words() + ")");
            case Verdict.Pending pending -> warn(subject, pending.reason(), pending.remedy());
            case Verdict.Deferred(String reason) -> warn(subject, reason, "");
            case Verdict.Blocked(String reason, String remedy) -> fail(subject, reason, remedy);
        };
    }
}
