# Runs a script as one script block and answers, once all of it has arrived.
#
# The parameters are lines `name value`, rookery_max_lines and rookery_max_characters among them:
# what the script may write to the pipeline. The answer is base64 of UTF-8 text between two sentinels,
# so that no code page and no wrapped line changes it: lines of fields that are separated by tabs.
#
#   line TEXT                          what the script wrote to the pipeline
#   error ID CATEGORY LINE MESSAGE     LINE is 0 if the error is none of the script's own text
#   much WHAT                          it wrote more than it may, and was stopped
#   exit CODE                          0, or 1 after a terminating error
#
# In a value a backslash is written twice, and characters that end lines or are no text as \uXXXX.
# JSON is not used: ConvertTo-Json of 5.1 cuts at a depth and loses arrays of one element, and
# ConvertFrom-Json makes dates of strings.
#
# The variables are called rookery_... since the script can see them.
param(
    [string] $rookery_mark,
    [string] $rookery_parameters,
    [string] $rookery_script
)

Set-StrictMode -Version 3.0
# Functions of modules see the global ones only. A module that does not expect Stop would break.
$global:ProgressPreference = 'SilentlyContinue'
$global:ConfirmPreference = 'None'
$ErrorActionPreference = 'Stop'

foreach ($rookery_given in ($rookery_parameters -csplit "`n")) {
    if ($rookery_given -ne '') {
        $rookery_name, $rookery_value = $rookery_given -csplit ' ', 2
        # A method, since what cmdlets are given is logged where module logging is on.
        $ExecutionContext.SessionState.PSVariable.Set($rookery_name, [regex]::Unescape($rookery_value))
    }
}

$rookery_said = New-Object System.Text.StringBuilder
$rookery_count = @{ lines = 0; characters = 0; errors = 0; much = ''; last = $null }
$rookery_limit = @{
    lines = [int] $rookery_max_lines
    characters = [int] $rookery_max_characters
    errors = 50
    message = 2000
}

# Those that end a line, and halves of surrogate pairs.
$rookery_odd = '[\p{Cc}\u2028\u2029]|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])'

$rookery_escape = {
    param([string] $text)

    $text = $text.Replace('\', '\\')
    if ($text -cmatch $rookery_odd) {
        $evaluator = [System.Text.RegularExpressions.MatchEvaluator] {
            param($match)
            '\u{0:x4}' -f [int] [char] $match.Value
        }
        $text = [regex]::Replace($text, $rookery_odd, $evaluator)
    }
    $text
}

$rookery_record = {
    param([string] $kind, [object[]] $fields)

    [void] $rookery_said.Append($kind)
    foreach ($field in $fields) {
        [void] $rookery_said.Append("`t").Append((& $rookery_escape "$field"))
    }
    [void] $rookery_said.Append("`n")
}

$rookery_error = {
    param([string] $id, [string] $category, [int] $line, [string] $message)

    $rookery_count.errors++
    if ($rookery_count.errors -le $rookery_limit.errors) {
        if ($message.Length -gt $rookery_limit.message) {
            $message = $message.Substring(0, $rookery_limit.message) + '...'
        }
        & $rookery_record 'error' @($id, $category, $line, $message)
    }
}

$rookery_failed = {
    param([System.Management.Automation.ErrorRecord] $record)

    # A terminating error may have been written as well.
    if ([object]::ReferenceEquals($record, $rookery_count.last)) {
        return
    }
    $rookery_count.last = $record
    $inner = $record.Exception.InnerException
    if ($inner -is [System.Management.Automation.ParseException] -and $null -ne $inner.Errors) {
        foreach ($wrong in $inner.Errors) {
            & $rookery_error $wrong.ErrorId 'ParserError' $wrong.Extent.StartLineNumber $wrong.Message
        }
        return
    }
    # What Stop made of an error says so first, in the machine's language.
    $exception = $record.Exception
    if ($exception -is [System.Management.Automation.ActionPreferenceStopException]) {
        $exception = $exception.ErrorRecord.Exception
    }
    $message = "$($exception.Message)"
    if ($null -ne $record.ErrorDetails -and "$($record.ErrorDetails.Message)" -ne '') {
        $message = $record.ErrorDetails.Message
    }
    $line = 0
    $place = $record.InvocationInfo
    if ($null -ne $place -and [string]::IsNullOrEmpty($place.ScriptName)) {
        $line = $place.ScriptLineNumber
    }
    & $rookery_error $record.FullyQualifiedErrorId $record.CategoryInfo.Category $line $message
}

$rookery_line = {
    param([string] $text)

    $rookery_count.lines++
    $rookery_count.characters += $text.Length + 1
    if ($rookery_count.lines -gt $rookery_limit.lines) {
        $rookery_count.much = "more than $($rookery_limit.lines) lines"
    } elseif ($rookery_count.characters -gt $rookery_limit.characters) {
        $rookery_count.much = "more than $($rookery_limit.characters) characters"
    } else {
        [void] $rookery_said.Append("line`t").Append((& $rookery_escape $text)).Append("`n")
        return
    }
    throw $rookery_count.much
}

''
"$rookery_mark-begin"

$rookery_code = 1
$rookery_ended = $false
# The loop is what a break of the script ends.
foreach ($rookery_once in 1) {
    try {
        $rookery_block = [scriptblock]::Create($rookery_script)
        & $rookery_block 2>&1 3>$null 4>$null 5>$null 6>$null | . {
            process {
                if ($_ -is [System.Management.Automation.ErrorRecord]) {
                    & $rookery_failed $_
                } elseif ($null -ne $_) {
                    & $rookery_line ([string] $_)
                }
            }
        }
        $rookery_code = 0
        $rookery_ended = $true
    } catch {
        $rookery_ended = $true
        if ($rookery_count.much -eq '') {
            & $rookery_failed $_
        }
    }
}
if (-not $rookery_ended) {
    & $rookery_error 'BreakOutsideLoop' 'InvalidOperation' 0 'the script ended by a break or continue outside a loop'
}
if ($rookery_count.errors -gt $rookery_limit.errors) {
    & $rookery_record 'error' @('MoreErrors', 'LimitsExceeded', 0, "and $($rookery_count.errors - $rookery_limit.errors) more errors")
}
if ($rookery_count.much -ne '') {
    & $rookery_record 'much' @($rookery_count.much)
}
& $rookery_record 'exit' @($rookery_code)

$rookery_answer = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($rookery_said.ToString()))
''
"$rookery_mark-answer"
for ($rookery_at = 0; $rookery_at -lt $rookery_answer.Length; $rookery_at += 76) {
    $rookery_answer.Substring($rookery_at, [Math]::Min(76, $rookery_answer.Length - $rookery_at))
}
"$rookery_mark-end $($rookery_answer.Length)"
