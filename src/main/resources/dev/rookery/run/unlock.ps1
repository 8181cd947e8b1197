# Gives the machine back, if this run has it.
#
#   run    the run's id

try {
    Open-State
    Edit-Lock {
        param($fields)

        if ($fields['run'] -eq $run) {
            @{}
        } else {
            $fields
        }
    }
    Write-Known 'result' 'done'
} catch {
    Write-Failure $_
}
