namespace Hornbill.Data;

/// <summary>Where data sets lie: a folder with a folder for each, and Keras's cache.</summary>
/// <param name="Local"><c>HORNBILL_DATA</c>; null or empty for none.</param>
/// <param name="Cache">Where Keras keeps what it downloads, and downloads go.</param>
sealed record DataFolders(string? Local, string Cache)
{
    /// <summary>As the environment names them.</summary>
    public static DataFolders Default => new(Environment.GetEnvironmentVariable("HORNBILL_DATA"), Path.Combine(
        Environment.GetEnvironmentVariable("KERAS_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".keras"),
        "datasets"));

    /// <summary>The first of some paths, relative to either folder, that there is.</summary>
    public string? Find(params IEnumerable<string> relative) =>
        (from folder in (string?[])[Local, Cache]
         where !string.IsNullOrEmpty(folder)
         from path in relative
         select Path.Combine(folder, path)).FirstOrDefault(File.Exists);

    /// <summary>The same, as a person reads it.</summary>
    public string Told => string.IsNullOrEmpty(Local) ? $"'{Cache}' (HORNBILL_DATA is not set)" : $"'{Local}' and '{Cache}'";
}
