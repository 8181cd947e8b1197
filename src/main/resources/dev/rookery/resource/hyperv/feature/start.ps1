# Starts the Virtual Machine Management service and waits until it runs.

Invoke-Task {
    Start-Service -Name 'vmms'
    $until = [DateTime]::UtcNow.AddSeconds(60)
    while ("$((Get-Service -Name 'vmms').Status)" -ne 'Running') {
        if ([DateTime]::UtcNow -ge $until) {
            throw "vmms was started, but is $((Get-Service -Name 'vmms').Status) after a minute"
        }
        Start-Sleep -Milliseconds 500
    }
}
