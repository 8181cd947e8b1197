# shellcheck disable=SC2154,SC2012 # kernel.sh assigns; the names are plain
# uname. Comes after kernel.sh.
name=$(cat "$root"/etc/hostname)
case "${1-}" in
    '' | -s) echo Linux ;;
    -r) echo "$release" ;;
    -n) echo "$name" ;;
    -m | -p | -i) echo x86_64 ;;
    -o) echo GNU/Linux ;;
    -a) echo "Linux $name $release x86_64 GNU/Linux" ;;
    *) printf "uname: invalid option '%s'\n" "$1" >&2 && exit 1 ;;
esac
