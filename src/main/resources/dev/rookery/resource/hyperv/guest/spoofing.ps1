# Lets all network adapters of a guest send with other MAC addresses than their own, or none. The guest may run
# meanwhile.
#
#   id         the guest's
#   spoofing   On or Off

function Get-Spoofing {
    foreach ($adapter in @(Get-VMNetworkAdapter -VM (Get-VM -Id ([guid] $id)))) {
        "$($adapter.MacAddressSpoofing) $($adapter.Name)"
    }
}

Invoke-Task {
    [IO.File]::WriteAllText((Join-Path $record "guest-$id-spoofing"), (@(Get-Spoofing) -join "`n"))
    foreach ($adapter in @(Get-VMNetworkAdapter -VM (Get-VM -Id ([guid] $id)))) {
        if ("$($adapter.MacAddressSpoofing)" -ne $spoofing) {
            Set-VMNetworkAdapter -VMNetworkAdapter $adapter -MacAddressSpoofing $spoofing
        }
    }
    $left = @(Get-Spoofing | Where-Object { $_ -notlike "$spoofing *" })
    if ($left.Count -gt 0) {
        throw "after it was set, MAC address spoofing reads: $($left -join ', ')"
    }
}
