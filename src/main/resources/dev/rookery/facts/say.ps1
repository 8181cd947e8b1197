# How probes and tasks answer: one line for each thing, as Observations reads it.
#
#   Write-Known KEY VALUE      it was seen; a value of several lines, or of several elements, is as
#                              many lines of the key, and one of no elements or $null is none
#   Write-Unknown KEY REASON   it could not be seen, and why
#   Write-None KEY             it is known that there is none
#
# A value is made text without the machine's culture. It loses its control characters (a tab stays)
# and whatever follows its 4096th character in a line.

function Limit-SaidLine {
    param([string] $Text)

    $line = $Text -creplace '[\p{Cc}-[\t]]', ''
    if ($line.Length -le 4096) {
        return $line
    }
    $length = 4096
    if ([char]::IsHighSurrogate($line[$length - 1])) {
        $length = $length - 1
    }
    $line.Substring(0, $length)
}

function Write-Known {
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidatePattern('\A[A-Za-z0-9._-]+\z', Options = 'None')]
        [string] $Key,

        [Parameter(Mandatory = $true, Position = 1)]
        [AllowNull()]
        [AllowEmptyString()]
        [AllowEmptyCollection()]
        [object] $Value
    )

    $values = @($Value | Where-Object { $null -ne $_ })
    if ($values.Count -eq 0) {
        "$Key~"
        return
    }
    foreach ($one in $values) {
        # A line break at the end ends the last line and begins no other.
        $text = [string] $one -creplace '(\r\n|[\n\r\u0085\u2028\u2029])\z', ''
        foreach ($line in ($text -csplit '\r\n|[\n\r\u0085\u2028\u2029]')) {
            "$Key=" + (Limit-SaidLine -Text $line)
        }
    }
}

function Write-Unknown {
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidatePattern('\A[A-Za-z0-9._-]+\z', Options = 'None')]
        [string] $Key,

        [Parameter(Mandatory = $true, Position = 1)]
        [AllowNull()]
        [AllowEmptyString()]
        [string] $Reason
    )

    $line = $Reason.Trim() -creplace '[\t\n\r\u0085\u2028\u2029]+', ' '
    "$Key!" + (Limit-SaidLine -Text $line)
}

function Write-None {
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidatePattern('\A[A-Za-z0-9._-]+\z', Options = 'None')]
        [string] $Key
    )

    "$Key~"
}
