# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# Whoever logs in here is root to the simulated kernel. Comes after kernel.sh.
case "${1-}" in
    -u | -g | -G) echo 0 ;;
    -un | -gn | -Gn | -nu) echo root ;;
    *) echo 'uid=0(root) gid=0(root) groups=0(root)' ;;
esac
