namespace Hornbill.Data;

/// <summary>Where data sets, or weights, lie: a folder with a folder for each, and Keras's cache.</summary>
/// <param name="Local"><c>HORNBILL_DATA</c>; null or empty for none.</param>
/// <param name="Cache">Where Keras keeps what it downloads, and downloads go; empty where there is no home folder.</param>
sealed record DataFolders(string? Local, string Cache)
{
    const string Fix = "Set HORNBILL_DATA to the folder that holds them, or KERAS_HOME to one that can be written to.";

    /// <summary>As the environment names them.</summary>
    public static DataFolders Default => new(Environment.GetEnvironmentVariable("HORNBILL_DATA"), CacheIn(
        Environment.GetEnvironmentVariable("KERAS_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));

    /// <summary>The same for weights of published nets.</summary>
    public static DataFolders Models => new(Environment.GetEnvironmentVariable("HORNBILL_DATA"), CacheIn(
        Environment.GetEnvironmentVariable("KERAS_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "models"));

    /// <summary>The first of some paths, relative to either folder, that there is.</summary>
    public string? Find(params IEnumerable<string> relative) =>
        (from folder in (string?[])[Local, Cache]
         where !string.IsNullOrEmpty(folder)
         from path in relative
         select Path.Combine(folder, path)).FirstOrDefault(File.Exists);

    /// <summary>A folder of the cache, made where it is not there.</summary>
    /// <exception cref="IOException">There is no home folder, or it cannot be written to.</exception>
    public string Make(string name)
    {
        if (Cache.Length == 0) throw new IOException($"There is no home folder, but data that are fetched are kept in one. {Fix}");
        var folder = Path.Combine(Cache, name);
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{folder}' cannot be made ({e.Message}), but data that are fetched are kept there. {Fix}",
                e);
        }
    }

    /// <summary>The same, as a person reads it.</summary>
    public string Told => (string.IsNullOrEmpty(Local), Cache.Length == 0) switch
    {
        (true, true) => "any folder (neither HORNBILL_DATA nor HOME is set)",
        (true, false) => $"'{Cache}' (HORNBILL_DATA is not set)",
        (false, true) => $"'{Local}'",
        _ => $"'{Local}' and '{Cache}'",
    };

    /// <summary>Keras's cache; empty where nothing says where it is.</summary>
    internal static string CacheIn(string? kerasHome, string home, string part = "datasets") => !string.IsNullOrEmpty(kerasHome)
        ? Path.Combine(kerasHome, part)
        : home.Length > 0 ? Path.Combine(home, ".keras", part) : "";
}
