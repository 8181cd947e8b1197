package dev.rookery.connect.winrm.wsman;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultAdviceTest {
    @ParameterizedTest
    @CsvSource({
        "5, ACCESS, LocalAccountTokenFilterPolicy",
        "2147942405, ACCESS, LocalAccountTokenFilterPolicy",
        "2150859180, ACCESS, AllowRemoteShellAccess",
        "2150859173, QUOTA, MaxShellsPerUser",
        "2150859236, QUOTA, MaxShellsPerUser",
        "2150859174, QUOTA, MaxConcurrentOperationsPerUser",
        "2150859240, QUOTA, MaxConcurrentOperationsPerUser",
        "2150859179, QUOTA, MaxConcurrentUsers",
        "2150859241, QUOTA, MaxProcessesPerShell",
        "2150859175, QUOTA, serial",
        "14, OTHER, MaxMemoryPerShellMB",
        "2150858790, OTHER, MaxEnvelopeSizekb",
        "2150858824, OTHER, MaxEnvelopeSizekb",
        "2150858825, OTHER, MaxEnvelopeSizekb",
        "2150858843, GONE, run it again",
        "1115, GONE, up again",
        "2150858752, OTHER, Enable-PSRemoting",
        "2147943418, OTHER, restart the machine",
        "4711, OTHER, Microsoft-Windows-WinRM/Operational",
    })
    void aCodeHasItsAdvice(long code, FaultAdvice.Kind kind, String remedy) {
        FaultAdvice advice = FaultAdvice.of(code);
        assertThat(advice.kind()).isEqualTo(kind);
        assertThat(advice.remedy()).contains(remedy);
    }
}
