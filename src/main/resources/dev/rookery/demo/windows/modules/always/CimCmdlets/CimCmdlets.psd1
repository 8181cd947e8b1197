@{
    RootModule = 'CimCmdlets.psm1'
    ModuleVersion = '1.0'
    RequiredModules = @('SimulatedWindows')
    FunctionsToExport = @('Get-CimInstance', 'Invoke-CimMethod')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
