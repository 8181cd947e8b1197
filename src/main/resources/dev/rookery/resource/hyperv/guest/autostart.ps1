# Says whether a guest starts with its parent. It may run meanwhile.
#
#   id       the guest's
#   action   Start or Nothing

Invoke-Task {
    $vm = Get-VM -Id ([guid] $id)
    $before = "$($vm.AutomaticStartAction)"
    [IO.File]::WriteAllText((Join-Path $record "guest-$id-autostart"), $before)
    if ($before -ne $action) {
        Set-VM -VM $vm -AutomaticStartAction $action
        $now = "$((Get-VM -Id ([guid] $id)).AutomaticStartAction)"
        if ($now -ne $action) {
            throw "the automatic start action reads $now instead of $action after it was set"
        }
    }
}
