using BenchmarkDotNet.Running;
using Hornbill.Benchmarks.Applications;

switch (args)
{
    case ["applications", .. var words]: ApplicationsBench.Run(BenchWords.Parse(words), Console.Out); break;
    case ["memory", .. var words]: Console.WriteLine(PeakMemory.Of(words)); break;
    default: BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args); break;
}
return 0;
