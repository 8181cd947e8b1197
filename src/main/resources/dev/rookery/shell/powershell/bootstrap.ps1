# What powershell.exe is given on its command line: constant, so that no value is ever quoted.
# Comment lines and indentation are left out there, so it has no here-strings.
#
# Standard input is a first line `rookery LENGTH SHA256` and lines of a text of LENGTH characters:
# base64 of the mark, the runner, the parameters and the script, joined by semicolons. SHA256 is
# that of the text. A connection that was lost is an end of input too, so all of it is checked
# before any of it runs.
#
# Constrained language allows the first two statements and hardly any of the others.
if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
    ''
    'rookery-restricted'
} else {
    $rookery_line, $rookery_text = @($input)
    $rookery_text = -join $rookery_text
    # This class and not SHA256Managed, which a machine with the FIPS policy refuses.
    $rookery_sum = (New-Object Security.Cryptography.SHA256CryptoServiceProvider).ComputeHash([Text.Encoding]::ASCII.GetBytes($rookery_text))
    if ("$rookery_line" -cmatch 'rookery (\d+) (\S+)$' -and $rookery_text.Length -eq $Matches[1] -and [Convert]::ToBase64String($rookery_sum) -ceq $Matches[2]) {
        $rookery_text = $rookery_text.Split(';') | ForEach-Object { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_)) }
        & ([scriptblock]::Create($rookery_text[1])) $rookery_text[0] $rookery_text[2] $rookery_text[3]
    } else {
        ''
        'rookery-damaged'
    }
}
