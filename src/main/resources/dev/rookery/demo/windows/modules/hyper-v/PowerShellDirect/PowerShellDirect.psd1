@{
    RootModule = 'PowerShellDirect.psm1'
    ModuleVersion = '1.0'
    RequiredModules = @('SimulatedWindows')
    FunctionsToExport = @('Invoke-Command')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
