namespace Hornbill.Images;

/// <summary>The classes of a folder and the image files of each, in sorted order: each sub-folder is a class, and folders within it belong
/// to it. What begins with a full stop is hidden and passed over.</summary>
sealed class FolderListing
{
    // Those that cannot be read are listed, so that they are told of.
    static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib", ".pgm", ".ppm", ".pbm", ".pnm", ".gif", ".webp", ".avif", ".heic",
            ".heif", ".tif", ".tiff", ".jxl", ".jp2",
    };

    readonly bool _followLinks;

    FolderListing(bool followLinks) => _followLinks = followLinks;

    public required IReadOnlyList<string> ClassNames { get; init; }

    public List<LabelledFile> Files { get; } = [];

    /// <summary>Lists a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="classNames">The classes in the order that their labels shall have; sorted by default.</param>
    /// <param name="followLinks">Whether links to folders within a class are followed.</param>
    public static FolderListing Of(string path, IReadOnlyList<string>? classNames, bool followLinks)
    {
        CheckFolder(path);
        string[] found = [.. Entries(path, Directory.EnumerateDirectories).Select(d => Path.GetFileName(d)!)];
        if (found.Length == 0)
            throw new InvalidDataException($"'{path}' has no sub-folders, but each class of images is one. {Fix(path)}");
        if (classNames is not null) CheckNames(path, found, classNames);
        var listing = new FolderListing(followLinks) { ClassNames = classNames ?? found };
        for (var label = 0; label < listing.ClassNames.Count; label++) listing.AddClass(path, label);
        return listing;
    }

    // A data set's own files are read by its name.
    static string Fix(string path)
    {
        var idx = Entries(path, Directory.EnumerateFiles).Select(f => Path.GetFileName(f))
            .FirstOrDefault(f => f.Contains("-ubyte", StringComparison.Ordinal));
        return idx is null ? "Give the folder that holds them, or a file of labels."
            : $"It holds IDX files, such as '{Plain.Text(idx)}'. Set HORNBILL_DATA to the folder above it, and give the data set's name, " +
              "mnist for instance.";
    }

    public static void CheckFolder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (File.Exists(path)) throw new IOException(
            $"'{path}' is a file, but a folder of images is needed. Give the folder that it lies in.");
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException(
            $"There is no folder '{path}', but a folder of images is expected. Correct the path.");
    }

    static void CheckNames(string path, string[] found, IReadOnlyList<string> given)
    {
        if (given.Distinct().Count() < given.Count)
            throw new ArgumentException(
                $"Class names came of which '{given.GroupBy(n => n).First(g => g.Count() > 1).Key}' is there twice, but each needs to be " +
                $"one. Give each once.");
        if (found.Except(given).FirstOrDefault() is { } more) throw new ArgumentException(
            $"'{path}' has the class '{more}', but the class names given lack it. Add it.");
        if (given.Except(found).FirstOrDefault() is { } less) throw new ArgumentException(
            $"The class name '{less}' was given, but '{path}' has no such sub-folder. Correct the names.");
    }

    void AddClass(string path, int label)
    {
        var folder = Path.Combine(path, ClassNames[label]);
        var before = Files.Count;
        Walk(folder, label, [Real(path)]);
        if (Files.Count == before)
            throw new InvalidDataException(
                $"The class '{ClassNames[label]}' has no images in '{folder}', but each class needs at least one. Add images, or delete " +
                $"the folder.");
    }

    // Folders above are known by where they really lie, so that a link back to one of them is seen.
    void Walk(string folder, int label, List<string> above)
    {
        var real = Real(folder);
        if (above.Contains(real))
            throw new IOException(
                $"'{folder}' is a link that leads back to '{real}', but a folder must not contain itself. Delete the link.");
        foreach (var file in Entries(folder, Directory.EnumerateFiles))
            if (Endings.Contains(Path.GetExtension(file))) Files.Add(new(file, label));
        foreach (var inner in Entries(folder, Directory.EnumerateDirectories))
            if (_followLinks || new DirectoryInfo(inner).LinkTarget is null) Walk(inner, label, [.. above, real]);
    }

    static string Real(string folder)
    {
        var info = new DirectoryInfo(folder);
        return Path.TrimEndingDirectorySeparator((info.ResolveLinkTarget(returnFinalTarget: true) ?? info).FullName);
    }

    static string[] Entries(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(folder).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(
                $"The folder '{folder}' cannot be read ({e.Message}), but its images are needed. Give it the right to be read, or delete " +
                $"it.", e);
        }
    }
}
