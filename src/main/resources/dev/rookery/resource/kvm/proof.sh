# Proves that guests can run here: makes a virtual machine through /dev/kvm and drops it at once, by whatever this
# machine has that can. Nothing is left of it. Needs facts/probe.sh before it.
#
#   proof.virtual-machine   by what one was made, such as perl; unknown, and why, where nothing here can
#   proof.refused           what the system said instead of making one

# shellcheck disable=SC2154 # root comes with the run, facts_* from facts/probe.sh

# KVM_GET_API_VERSION is ioctl 0xAE00 and answers 12 for good, KVM_CREATE_VM 0xAE01 (linux/kvm.h).
proof_by_perl() {
    # shellcheck disable=SC2016 # perl's own variables
    proof_said=$("$facts_found" -e '
        sysopen(my $kvm, $ARGV[0], 2) or die "it cannot be opened: $!\n";
        my $version = ioctl($kvm, 0xAE00, 0) or die "it has no version: $!\n";
        $version == 12 or die "its version is $version\n";
        ioctl($kvm, 0xAE01, 0) or die "it makes no virtual machine: $!\n";
    ' "$root"/dev/kvm 2>&1)
}

proof_by_python() {
    proof_said=$("$facts_found" -c '
import fcntl, os, sys
what = "it cannot be opened"
try:
    kvm = os.open(sys.argv[1], os.O_RDWR)
    what = "it has no version"
    version = fcntl.ioctl(kvm, 0xAE00, 0)
    if version != 12:
        sys.exit("its version is %d" % version)
    what = "it makes no virtual machine"
    fcntl.ioctl(kvm, 0xAE01, 0)
except (IOError, OSError) as error:
    sys.exit("%s: %s" % (what, error.strerror))
' "$root"/dev/kvm 2>&1)
}

# A machine without processors, memory or devices, that ends as soon as it is there.
proof_by_qemu() {
    proof_said=$(printf 'quit\n' | proof_limited "$facts_found" -machine none,accel=kvm -nodefaults -no-user-config \
        -display none -S -monitor stdio 2>&1 >/dev/null)
    proof_ended=$?
    # The first of its lines says what is wrong, after the program's name.
    proof_said=${proof_said%%"
"*}
    proof_said=${proof_said#*: }
    return "$proof_ended"
}

proof_limited() {
    if command -v timeout >/dev/null 2>&1; then timeout 20 "$@"; else "$@"; fi
}

# proof_try TOOL HOW: TOOL is here, and made a virtual machine or said why not.
proof_try() {
    facts_find "$1" || return 1
    if "proof_by_$2"; then
        known proof.virtual-machine "$1"
    else
        known proof.refused "${proof_said:-$1 ended without a word} (asked by $1)"
    fi
}

proof_kvm() {
    if [ ! -e "$root"/dev/kvm ]; then
        known proof.refused "the device kvm is missing"
        return
    fi
    proof_try perl perl || proof_try python3 python || proof_try python python && return
    for proof_tool in "qemu-system-$(uname -m)" qemu-kvm kvm; do
        proof_try "$proof_tool" qemu && return
    done
    PATH=$PATH:$root/usr/libexec
    proof_try qemu-kvm qemu && return
    unknown proof.virtual-machine "no tool on this machine can open the device kvm (perl, python or QEMU)"
}

proof_kvm
