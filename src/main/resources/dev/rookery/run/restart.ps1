# Restarts the machine, a few seconds from now so that the answer still arrives.
#
# The lease is made long enough for the machine to come back. The file `restarted` says when it was
# asked to: what still does not work in the boot that follows is not mended by another restart.

Invoke-Task -Lease 60 {
    $now = [DateTime]::UtcNow.ToString('o', [cultureinfo]::InvariantCulture)
    [IO.File]::WriteAllText((Join-Path $state 'restarted'), $now)
    Invoke-Program 'shutdown.exe' @('/r', '/t', '5', '/d', 'p:4:1', '/c', 'Rookery: to finish what was changed')
}
