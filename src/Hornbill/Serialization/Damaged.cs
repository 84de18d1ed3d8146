namespace Hornbill.Serialization;

/// <summary>What is said of a file that cannot be as it is.</summary>
static class Damaged
{
    /// <summary>An error in three parts that names the file and the byte; <paramref name="of"/> tells where bytes are counted, if not in
    /// the file.</summary>
    public static InvalidDataException File(string path, long at, string came, string expected, string of = "", string? fix = null,
        Exception? inner = null) =>
        new(Plain.Text($"'{path}' is damaged at byte {at}{of}: {came}, but {expected}. {fix ?? "Fetch or save the file again."}"), inner);

    /// <summary>An error about a file that is whole but of another kind.</summary>
    public static InvalidDataException Other(string path, string kind, string expected, string fix) =>
        new($"'{Plain.Text(path)}' is {kind}, but {expected} is expected. {fix}");
}
