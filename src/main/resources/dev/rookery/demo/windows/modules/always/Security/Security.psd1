@{
    RootModule = 'Security.psm1'
    ModuleVersion = '1.0'
    RequiredModules = @('SimulatedWindows')
    FunctionsToExport = @('Get-Acl')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
