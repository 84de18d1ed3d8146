using System.CommandLine;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill data</c>: which data sets there are and where they lie, to fetch one, to look at one.</summary>
static class DataCommand
{
    const int Columns = 5, Shown = 25, FolderSide = 96;

    public static Command Create()
    {
        var command = new Command("data", "List the data sets; fetch one, look at one.") { Get(), Show() };
        command.SetAction(parsed => List(Words.Terminal(parsed)));
        return command;
    }

    static void List(Terminal terminal)
    {
        var table = new Table();
        foreach (var column in (string[])["Name", "Images", "Train", "Test", "Size", "Classes", "State"]) table.AddColumn(column);
        foreach (var d in Datasets.All)
            table.AddRow([.. ((string[])[d.Name, d.Description, $"{d.TrainCount:N0}", $"{d.TestCount:N0}", string.Join('×', d.ImageShape),
                $"{d.ClassNames.Count}", State(d)]).Select(c => new Text(c))]);
        terminal.Table(table);
    }

    static string State(DatasetInfo dataset) => dataset.GetState() switch
    {
        { Folder: DatasetState.Generated } => "made on the spot",
        { Folder: null } => $"not here: 'data get {dataset.Name}' fetches {dataset.Bytes / 1e6:0} MB from {dataset.Source}",
        { Missing: [] } state => $"in {state.Folder}",
        var state => $"in {state.Folder}, without {string.Join(", ", state.Missing)}",
    };

    static Command Get()
    {
        var name = new Argument<string>("NAME") { Description = string.Join(", ", Datasets.Names) };
        var command = new Command("get", "Fetch a data set, unless it is here.") { name };
        command.SetAction(parsed =>
        {
            var terminal = Words.Terminal(parsed);
            var found = Datasets.Find(parsed.GetRequiredValue(name));
            var display = new DownloadDisplay(terminal);
            var (train, test) = Datasets.Load(found.Name, progress: display);
            display.End();
            terminal.Line($"{found.Name}: {train.Count:N0} training and {test.Count:N0} test images, {State(found)}");
        });
        return command;
    }

    static Command Show()
    {
        var name = new Argument<string>("NAME|PATH") { Description = $"{string.Join(", ", Datasets.Names)}, or a folder of images" };
        var output = new Option<string?>("--output")
        {
            Description = "A PNG file to draw the grid into [default: only the terminal]",
            HelpName = "FILE"
        };
        var seed = Words.Number<uint>("--seed", "Which images are drawn [default: others each time]", 0, uint.MaxValue);
        var augment = Words.Augment();
        var command = new Command("show", "Draw 25 training images with their classes.") { name, output, seed, augment };
        command.SetAction(parsed =>
        {
            var random = new RandomState(parsed.GetValue(seed) ?? (uint)Random.Shared.Next());
            var (images, captions) = Directory.Exists(parsed.GetRequiredValue(name))
                ? OfFolder(parsed.GetRequiredValue(name), random)
                : OfDataset(parsed.GetRequiredValue(name), random);
            if (parsed.GetValue(augment) is { } text) images = Changed(images, AugmentText.Parse(text), random);
            var terminal = Words.Terminal(parsed);
            ImageBlocks.Show(terminal, images, captions, Columns);
            if (parsed.GetValue(output) is not { } file) return;
            PngWriter.Write(file, ImageGrid.Draw(images, captions, Columns));
            terminal.Line($"Drawn: {file}");
        });
        return command;
    }

    // As training gets to see them.
    static Images.Image[] Changed(Images.Image[] images, AugmentText augment, RandomState random)
    {
        var generator = augment.Generator();
        return [.. images.Select(image =>
        {
            var x = new Tensor([image.Height, image.Width, image.Channels], [.. image.Pixels.ToArray().Select(b => (float)b)]);
            var changed = generator.Standardize(generator.RandomTransform(x, random.Next()));
            return new Images.Image(image.Width, image.Height, image.Channels,
                [.. changed.Data.Select(v => (byte)Math.Clamp(v + 0.5f, 0, 255))]);
        })];
    }

    static (Images.Image[], string[]) OfDataset(string name, RandomState random)
    {
        var all = Datasets.Find(name);
        // The first file of CIFAR is enough.
        var train = Datasets.Load(name, Math.Min(all.TrainCount, 10_000), 1).Train;
        int[] chosen = [.. random.Permutation(train.Count!.Value).Take(Shown)];
        return ([.. chosen.Select(i => Picture(train, i))], [.. chosen.Select(i => train.ClassNames[train.Labels[i]])]);
    }

    static Images.Image Picture(Dataset data, int i)
    {
        var (shape, pixels) = (data.ImageShape, data.ImageShape.Elements);
        return new(shape[1], shape[0], shape[2], data.Images.AsSpan(i * pixels, pixels).ToArray());
    }

    static (Images.Image[], string[]) OfFolder(string path, RandomState random)
    {
        var folder = ImageFolder.Load(path, FolderSide, new() { Stream = true, Verify = false });
        int[] chosen = [.. random.Permutation(folder.Count!.Value).Take(Shown)];
        var scaling = new ImageScaling { Antialias = true, Fit = "pad", PadValue = byte.MaxValue };
        return ([.. chosen.Select(i => Small(ImageReader.Default.Read(folder.Files[i]).ToRgb(), scaling))],
            [.. chosen.Select(i => folder.ClassNames[folder.Labels[i]])]);
    }

    static Images.Image Small(Images.Image image, ImageScaling scaling) =>
        new(FolderSide, FolderSide, 3, [.. scaling.Apply(image, FolderSide).Data.ToArray().Select(v =>
            (byte)Math.Clamp(v + 0.5f, 0, 255))]);
}
