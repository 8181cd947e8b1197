@{
    RootModule = 'SimulatedWindows.psm1'
    ModuleVersion = '1.0'
    GUID = '5a0a4b3c-3a76-4c0f-9f0e-0d6a3c1f7b01'
    FunctionsToExport = @(
        'Read-Machine', 'Save-Machine', 'Add-MachineCall', 'Get-MachineTime', 'Request-MachineRestart',
        'New-MachineError', 'Lock-Machine', 'Invoke-MachineHook', 'Write-CommandError', 'Set-FeatureState', 'Register-MachineEnum')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
