using System.CommandLine;
using Hornbill.Tool.Bench;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill devices</c>: what the program sees of the machine.</summary>
static class DevicesCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write it as a line of JSON [default: words]" };
        var command = new Command("devices", "Tell what this program sees: processor, vectors, caches, memory, graphics.") { json };
        command.SetAction(parsed =>
        {
            var machine = Devices.Look();
            if (parsed.GetValue(json)) parsed.InvocationConfiguration.Output.WriteLine(machine.ToJson());
            else foreach (var (name, text) in Lines(machine)) Words.Terminal(parsed).Line($"{name + ":",-12} {text}");
        });
        return command;
    }

    static IEnumerable<(string, string)> Lines(Devices m) =>
    [
        ("Processor", m.Processor),
        ("Threads", $"{m.Threads}{(m.Cores is { } cores ? $" on {cores} {(cores == 1 ? "core" : "cores")}" : "")}"),
        ("Vectors",
            $"{m.VectorFloats * 32} bits used, {m.VectorFloats} floats at a time " +
            $"({(m.Instructions.Count == 0 ? "none known" : string.Join(", ", m.Instructions))})"),
        ("Caches", m.Caches.Count == 0 ? "not told" : string.Join(", ", m.Caches.Select(c => $"{c.Name} {Size(c.Bytes)}"))),
        ("Memory", Size(m.MemoryBytes)),
        ("Graphics", $"{(m.Gpus.Count == 0 ? "none seen" : string.Join(", ", m.Gpus))}; this program computes on the processor"),
    ];

    static string Size(long bytes) => bytes >= 1L << 30 ? $"{bytes / (double)(1L << 30):0.#} GB" : bytes >= 1 << 20
        ? $"{bytes / (double)(1 << 20):0.#} MB" : $"{bytes >> 10} KB";
}
