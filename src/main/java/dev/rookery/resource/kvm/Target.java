package dev.rookery.resource.kvm;

import dev.rookery.playbook.Stated;
import dev.rookery.playbook.Wanted;

import java.util.ArrayList;
import java.util.List;

/// One parameter's desired value.
///
/// @param value with truth values as `1` or `0`
record Target(String module, String parameter, String value, Stated<?> stated) {
    /// The parameter for people: `kvm_amd.nested`.
    String key() {
        return module + "." + parameter;
    }

    boolean is(String otherModule, String otherParameter) {
        return module.equals(otherModule) && parameter.equals(otherParameter);
    }

    /// Whether guests shall be able to be hypervisors.
    static boolean nests(List<Target> targets) {
        return targets.stream()
                .anyMatch(
                        target ->
                                target.parameter().equals("nested") && target.value().equals("1"));
    }

    /// Every parameter that is wanted, with `nested` as the parameter of this machine's module.
    static List<Target> of(Wanted.Hypervisor wanted, String vendorModule) {
        List<Target> targets = new ArrayList<>();
        wanted.nested()
                .ifPresent(
                        nested ->
                                targets.add(
                                        new Target(
                                                vendorModule,
                                                "nested",
                                                nested.value() ? "1" : "0",
                                                nested)));
        wanted.parameters()
                .forEach(
                        (parameter, stated) ->
                                targets.add(
                                        new Target(
                                                parameter.module(),
                                                parameter.name(),
                                                ParameterValue.normalised(stated.value()),
                                                stated)));
        return targets;
    }
}
