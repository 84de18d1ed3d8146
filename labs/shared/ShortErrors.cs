using System.Runtime.CompilerServices;

/// <summary>An error that nobody catches is told by its message, without the stack of calls; with HORNBILL_STACK=1 with it.</summary>
static class ShortErrors
{
    [ModuleInitializer]
    internal static void Begin() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (Environment.GetEnvironmentVariable("HORNBILL_STACK") is not null || e.ExceptionObject is not Exception error) return;
        Console.Error.WriteLine(error.Message);
        Environment.Exit(1);
    };
}
