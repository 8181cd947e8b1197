package dev.rookery.cli;

import picocli.CommandLine.Command;

/// The program's name, and what all of its commands share.
@Command(
        name = "rookery",
        description =
                "Nested virtualization as desired state, for fleets of KVM and Hyper-V hosts.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0 as desired, or done            4 a machine could not be reached",
            "  1 a machine failed               5 stale: the approved plan no longer fits",
            "  2 something differs              6 done, and something is still pending",
            "  3 something is blocked",
            "  64 usage   65 bad input   70 a bug   130/143 interrupted",
            "",
            "Begin with: rookery demo"
        })
final class RookeryCommand {}
