# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# A libvirt without domains. Comes after kernel.sh.
case "$*" in
    version | --version | -v | -V) echo 9.0.0 ;;
    *--name* | *--uuid*) echo ;;
    *list*) printf ' Id   Name   State\n--------------------\n\n' ;;
    *)
        printf 'error: this simulated machine has no domains\n' >&2
        exit 1
        ;;
esac
