# Runs a payload in a guest of this machine by PowerShell Direct.
#
#   vm               the guest's Id
#   user, password   of an account that the guest knows
#   mark             what the guest's sentinels start with
#   payload          of bootstrap.ps1, without its first line: it ends where the parameter does
#
# The first line says what came of it, the others belong to it:
#
#   answered                                 the records of run.ps1
#   off, STATE                               the guest does not run; nothing was tried
#   refused, ID, CATEGORY, MESSAGE, CLASS... an error of this machine; its exceptions from the outermost
#   restricted                               the guest's language mode is not the full one
#   nothing                                  the guest's PowerShell ended before the script did
#
# Module logging writes down what cmdlets are given, the texts in an array of texts too: so the password
# is appended by a method, and the payload is bytes, of which it writes the name of the type.

# What the guest gets. It answers one text, since each object costs more on the way than what it says.
$inside = {
    param([byte[]] $rookery_bytes)

    if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
        'rookery-restricted'
    } else {
        $rookery_parts = foreach ($rookery_part in [System.Text.Encoding]::ASCII.GetString($rookery_bytes).Split(';')) {
            [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($rookery_part))
        }
        [string]::Join("`n", @(& ([scriptblock]::Create($rookery_parts[1])) $rookery_parts[0] $rookery_parts[2] $rookery_parts[3]))
    }
}

function Get-GuestCredential {
    $secret = New-Object System.Security.SecureString
    foreach ($character in $password.ToCharArray()) {
        $secret.AppendChar($character)
    }
    New-Object System.Management.Automation.PSCredential($user, $secret)
}

function Write-Refusal {
    param([System.Management.Automation.ErrorRecord] $Record)

    $exception = $Record.Exception
    if ($exception -is [System.Management.Automation.ActionPreferenceStopException]) {
        $exception = $exception.ErrorRecord.Exception
    }
    'refused'
    $Record.FullyQualifiedErrorId
    "$($Record.CategoryInfo.Category)"
    "$($exception.Message)"
    while ($null -ne $exception) {
        $exception.GetType().Name
        $exception = $exception.InnerException
    }
}

function Write-GuestAnswer {
    param([string] $Said)

    $lines = $Said.Split("`n")
    $first = [array]::IndexOf($lines, "$mark-answer") + 1
    if ($Said -ceq 'rookery-restricted') {
        'restricted'
    } elseif ($first -eq 0) {
        'nothing'
    } else {
        'answered'
        $records = [string]::Join('', $lines, $first, $lines.Length - $first - 1)
        [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($records)).Split("`n")
    }
}

$refusal = $null
$state = ''
$said = ''
try {
    $state = "$((Get-VM -Id $vm).State)"
    if ($state -eq 'Running') {
        $said = "$(Invoke-Command -VMId $vm -Credential (Get-GuestCredential) -ScriptBlock $inside -ArgumentList (, [System.Text.Encoding]::ASCII.GetBytes($payload)))"
    }
} catch {
    $refusal = $_
}
if ($null -ne $refusal) {
    Write-Refusal -Record $refusal
} elseif ($state -ne 'Running') {
    'off'
    $state
} else {
    Write-GuestAnswer -Said $said
}
