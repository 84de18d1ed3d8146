using System.CommandLine;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill bench</c>: how fast this machine is.</summary>
static class BenchCommand
{
    public static Command Create() => new("bench", "Measure how fast this machine trains, reads and changes images.")
    {
        BenchTrainCommand.Create(), BenchImagesCommand.Create(), BenchAugmentCommand.Create(), BenchConvolutionCommand.Create(),
    };
}
