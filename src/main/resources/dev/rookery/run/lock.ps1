# Takes the machine for one run.
#
#   owner  who, such as user@controller; one line
#   run    the run's id
#
# The lock is a lease: each task lengthens it, and a run whose controller was lost gives the machine
# up when it ends. It outlasts a restart of the machine.

try {
    Open-State
    Edit-Lock {
        param($fields)

        if ($fields['run'] -and $fields['run'] -ne $run) {
            $who = "$($fields['owner']) (run $($fields['run'])"
            if (Test-Lease $fields) {
                throw "held by $who, until $($fields['until']))"
            }
            try {
                (Open-Alone -Path $busyFile -Seconds 0).Dispose()
            } catch [IO.IOException] {
                throw "held by $who, a task of it is still running)"
            }
        }
        @{ 'owner' = $owner; 'run' = $run; 'until' = (Get-LeaseEnd $leaseMinutes) }
    }
    Write-Known 'result' 'done'
} catch {
    Write-Failure $_
}
