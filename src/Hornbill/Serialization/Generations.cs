using System.Globalization;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>The newest files of a series in a folder, numbered: <c>checkpoint-000012.safetensors</c>. Each is written aside and renamed,
/// and carries a checksum; the one before it is kept until the next is whole.</summary>
/// <param name="folder">The folder, made when it is needed.</param>
/// <param name="name">What the files' names begin with.</param>
sealed class Generations(string folder, string name)
{
    const int Kept = 2;
    const string Ending = ".safetensors";

    long _last;

    /// <summary>Whether there are any, whole or not.</summary>
    public bool Any => All().Any();

    /// <summary>Where each was written through, for tests: a slow or a full disk.</summary>
    public Func<Stream, Stream> Through { get; set; } = stream => stream;

    /// <summary>The newest that is whole, with its path; null where there are none.</summary>
    /// <exception cref="InvalidDataException">There are some, but none is whole.</exception>
    public (SafeTensorsFile File, string Path)? Newest()
    {
        InvalidDataException? damage = null;
        foreach (var (number, path) in All().OrderByDescending(f => f.Number))
            try
            {
                var file = SafeTensorsFile.Read(path, checksum: true);
                // The next one takes the place of those that are torn.
                _last = number;
                return (file, path);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                damage ??= new($"None of the files '{name}-*{Ending}' in '{folder}' is whole, but one must be: {e.Message} " +
                               "Give an older copy of the folder, or an empty one to begin anew.", e);
            }
        return damage is null ? null : throw damage;
    }

    /// <summary>Writes the next and removes all but the newest two. Where that fails the others stay.</summary>
    public void Write((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(PathOf(_last + 1), stream =>
        {
            var through = Through(stream);
            SafeTensorsFile.Write(through, tensors, metadata, checksum: true);
            through.Flush();
        });
        _last++;
        foreach (var (number, path) in All().ToArray())
            if (number > _last || number <= _last - Kept) File.Delete(path);
    }

    /// <summary>Removes what a killed process left half written.</summary>
    public void Tidy() => AtomicFile.Tidy(folder, name + "-");

    /// <summary>Throws where the next of that size could not be written.</summary>
    public void Try(long bytes) => AtomicFile.Try(PathOf(_last + 1), bytes);

    /// <summary>Removes them all.</summary>
    public void Clear()
    {
        foreach (var (_, path) in All().ToArray()) File.Delete(path);
    }

    string PathOf(long number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{number:000000}{Ending}"));

    IEnumerable<(long Number, string Path)> All()
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.EnumerateFiles(folder, $"{name}-*{Ending}"))
            if (long.TryParse(Path.GetFileNameWithoutExtension(path)[(name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture,
                out var number))
                yield return (number, path);
    }
}
