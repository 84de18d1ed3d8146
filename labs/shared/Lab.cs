using System.Globalization;
using Hornbill.Tensors;

/// <summary>What every lab has: options on its command line, data, and a result that is printed and can be kept.</summary>
sealed class Lab
{
    readonly string[] _args;
    readonly string _what;
    readonly List<(string Name, string Default, string What)> _options = [];
    readonly string? _json;

    /// <summary>A lab with its options, of which all have a seed, and generated data for a try.</summary>
    public Lab(string[] args, string what)
    {
        (_args, _what) = (args, what);
        Quick = Option("quick", false, "generated data, one epoch: seconds instead of minutes");
        Seed = Option("seed", 0UL, "of the initial weights, the order of the images and dropout");
        Monitor = new(Option("monitor", false, "tell after each epoch how busy processor and memory are"));
        _json = Option("json", "", "a file for the result") is { Length: > 0 } file ? file : null;
        RandomSeed.Set(Seed);
        if (Environment.GetEnvironmentVariable("HORNBILL_LAB_HELD") is not null) EndWithInput();
    }

    // "hornbill labs run" holds the input: whoever kills that leaves no lab behind.
    static void EndWithInput() => new Thread(() =>
    {
        Console.In.ReadToEnd();
        Environment.Exit(1);
    }) { IsBackground = true }.Start();

    public bool Quick { get; }

    public ulong Seed { get; }

    /// <summary>Give it to Fit: it takes the time.</summary>
    public Monitor Monitor { get; }

    /// <summary>A bar at a terminal, else a line for each epoch.</summary>
    public int Verbose { get; } = Console.IsOutputRedirected ? 2 : 1;

    /// <summary>The value of <c>--name</c>, or the default; of a flag whether it is there.</summary>
    public T Option<T>(string name, T byDefault, string what) where T : IParsable<T>
    {
        _options.Add((name, $"{byDefault}", what));
        var at = Array.IndexOf(_args, $"--{name}");
        if (at < 0) return byDefault;
        if (byDefault is false) return T.Parse("true", null);
        var text = at + 1 < _args.Length ? _args[at + 1] : "";
        return T.TryParse(text, CultureInfo.InvariantCulture, out var value) && text.Length > 0
            ? value
            : throw new ArgumentException($"--{name} got '{text}' but expects a value such as {byDefault}. Correct it, or leave it out.");
    }

    /// <summary>Whole numbers, such as 32,64.</summary>
    public int[] Numbers(string name, string byDefault, string what) =>
        [.. Option(name, byDefault, what).Split(',').Select(n => int.TryParse(n, out var number)
        ? number
        : throw new ArgumentException($"--{name} got '{n}' but expects whole numbers such as {byDefault}. Correct it, or leave it out."))];

    /// <summary>The epochs asked for; a try has one.</summary>
    public int Epochs(int byDefault)
    {
        var epochs = Option("epochs", byDefault, "passes over the training images");
        return Quick ? 1 : epochs;
    }

    /// <summary>Ends the reading of options: unknown ones are an error, --help tells those there are.</summary>
    public void Begin()
    {
        if (_args.Contains("--help") || _args.Contains("-h"))
        {
            Console.WriteLine(_what);
            foreach (var (name, byDefault, what) in _options) Console.WriteLine(
                $"  --{name,-16} {what}{(byDefault is "" or "False" ? "" : $" [{byDefault}]")}");
            Environment.Exit(0);
        }
        var values = _options.Where(o => o.Default != "False").Select(o => $"--{o.Name}").ToHashSet();
        for (var i = 0; i < _args.Length; i += values.Contains(_args[i]) ? 2 : 1)
            if (_options.All(o => $"--{o.Name}" != _args[i]))
                throw new ArgumentException(
                    $"'{_args[i]}' came, but this lab knows {string.Join(", ", _options.Select(o => $"--{o.Name}"))}. Correct it, or ask " +
                    $"--help.");
        Console.WriteLine(_what);
    }

    /// <summary>A data set by its name; for a try a few generated images of its shape.</summary>
    public (Dataset Train, Dataset Test) Load(string name, int? trainCount = null, int? testCount = null)
    {
        Begin();
        if (!Quick) return Datasets.Load(name, trainCount, testCount);
        var (train, test) = Glyphs.Load(train: 1200, test: 300);
        return Datasets.Find(name).ImageShape is [28, 28, 1] ? (train, test) : (Coloured(train), Coloured(test));
    }

    // In the middle of 32 × 32, each in a colour of its own.
    static Dataset Coloured(Dataset glyphs)
    {
        const int Side = 28, Edge = 2, Wide = Side + (2 * Edge), Channels = 3;
        var images = new byte[glyphs.Labels.Length * Wide * Wide * Channels];
        for (var i = 0; i < glyphs.Images.Length; i++)
        {
            var (image, place) = Math.DivRem(i, Side * Side);
            var at = ((((image * Wide) + (place / Side) + Edge) * Wide) + (place % Side) + Edge) * Channels;
            for (var c = 0; c < Channels; c++) images[at + c] = (byte)(glyphs.Images[i] >> (image + c) % Channels);
        }
        return new(glyphs.Name, [Wide, Wide, Channels], images, glyphs.Labels, glyphs.ClassNames);
    }

    /// <summary>Prints the result of a training, and keeps it where --json asks for it; <paramref name="more"/> are further figures by
    /// their names.</summary>
    public void Report(Model model, History history, Evaluation test, params (string Name, double Value)[] more)
    {
        List<(string, double)> figures = [("accuracy", test["accuracy"]), ("loss", test.Loss), ("train_accuracy", history["accuracy"][^1])];
        if (history.Values.TryGetValue("val_accuracy", out var validation))
        {
            var best = validation.Max();
            figures.Add(("val_accuracy", best));
            Console.WriteLine(
                $"best validation accuracy: at epoch {validation.ToList().IndexOf(best) + 1}/{history.Epochs} value {best:F4}");
        }
        Console.WriteLine($"test: {test}");
        foreach (var (name, value) in more) Console.WriteLine($"{name}: {value:F4}");
        Console.WriteLine(
            $"{Monitor.Seconds:F1} s of training, {Monitor.Seconds / history.Epochs:F1} s an epoch, {Monitor.ImagesPerSecond:N0} " +
            $"images/s, {Monitor.Megabytes:N0} MB");
        Keep(model, [.. figures, ("parameters", model.ParameterCount), .. more]);
    }

    /// <summary>Prints a result in words, and keeps it where --json asks for it.</summary>
    public void Report(string text)
    {
        Console.WriteLine(text);
        Keep(null, [], text);
    }

    void Keep(Model? model, IReadOnlyList<(string Name, double Value)> figures, string? text = null)
    {
        if (_json is null) return;
        using var file = File.Create(_json);
        using var json = new System.Text.Json.Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteStartObject("figures");
        foreach (var (name, value) in figures)
            if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, 6));
            else json.WriteNull(name);
        json.WriteEndObject();
        if (text is not null) json.WriteString("text", text);
        json.WriteNumber("seconds", Math.Round(Monitor.Seconds, 1));
        json.WriteNumber("epochs", Monitor.Epochs);
        json.WriteNumber("images_per_second", Math.Round(Monitor.ImagesPerSecond));
        json.WriteNumber("threads", (model?.Workers ?? Workers.Default).Count);
        json.WriteEndObject();
    }
}
