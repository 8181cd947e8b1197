package dev.rookery.resource.kvm;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A kernel module as it was observed.
///
/// @param state whether it is loaded
/// @param refcount how many users it has: other modules, virtual machines, open files of `/dev/kvm`
/// @param holders the modules that use it
/// @param parameters those that it shows, by name
/// @param known every parameter that this kernel's module has
record KernelModule(
        String name,
        Fact<State> state,
        Fact<Integer> refcount,
        Fact<List<String>> holders,
        SequencedMap<String, Parameter> parameters,
        Fact<List<String>> known) {
    enum State {
        LOADED,
        BUILT_IN,
        /// Not loaded, but this kernel has it.
        LOADABLE,
        /// This kernel has no such module.
        ABSENT
    }

    /// A parameter as the kernel shows it.
    ///
    /// @param writable whether it may be changed while the module is loaded
    record Parameter(Fact<String> value, boolean writable) {}

    KernelModule {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }

    static KernelModule of(String name, Observations observed) {
        String prefix = "module." + name + ".";
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        for (String key : observed.below(prefix + "parameter.")) {
            if (key.endsWith(".value")) {
                String parameter = key.substring(0, key.length() - ".value".length());
                String at = prefix + "parameter." + parameter;
                parameters.put(
                        parameter,
                        new Parameter(
                                observed.one(at + ".value"),
                                isWritable(observed.one(at + ".mode"))));
            }
        }
        return new KernelModule(
                name,
                state(observed.one(prefix + "state")),
                observed.one(prefix + "refcount").map(Integer::valueOf),
                observed.all(prefix + "holders"),
                parameters,
                observed.all(prefix + "known-parameter"));
    }

    private static Fact<State> state(Fact<String> word) {
        return switch (word) {
            case Fact.Known<String>(String known) ->
                    switch (known) {
                        case "live" -> Fact.known(State.LOADED);
                        case "builtin" -> Fact.known(State.BUILT_IN);
                        case "loadable" -> Fact.known(State.LOADABLE);
                        case "absent" -> Fact.known(State.ABSENT);
                        default -> Fact.unknown("its state is '" + known + "'");
                    };
            case Fact.Unknown<String>(String reason) -> Fact.unknown(reason);
        };
    }

    private static boolean isWritable(Fact<String> mode) {
        return mode.ifKnown().map(octal -> (Integer.parseInt(octal, 8) & 0222) != 0).orElse(false);
    }

    boolean is(State wanted) {
        return state.ifKnown().filter(wanted::equals).isPresent();
    }

    /// The value that it runs with.
    Fact<String> live(String parameter) {
        Parameter shown = parameters.get(parameter);
        return shown == null ? Fact.unknown(name + " shows no such parameter") : shown.value();
    }
}
