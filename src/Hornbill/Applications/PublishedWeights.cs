using Hornbill.Data;

namespace Hornbill.Applications;

/// <summary>The files of published weights: in <c>HORNBILL_DATA</c>, in Keras's cache, or fetched into it.</summary>
sealed class PublishedWeights(Application net, DataFolders? folders = null)
{
    const long MostBytes = 2L << 30;
    static readonly string[] Endings = [".safetensors", ".npz", ".pth", ".h5"];

    // Where Hugging Face keeps what its addresses lead to.
    static readonly string[] Hosts = [".huggingface.co", ".hf.co"];

    readonly DataFolders _folders = folders ?? DataFolders.Models;

    /// <summary>Other addresses than the net's, as tests have them.</summary>
    public IReadOnlyList<WeightsAddress> Addresses { get; init; } = net.Addresses;

    /// <summary>Told how far a download is.</summary>
    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>The file and its preprocessing, where it is at hand.</summary>
    public (string Path, Preprocessing? Preprocessing)? Find()
    {
        if (_folders.Find(Endings.SelectMany(e => (string[])[$"{net.Name}-imagenet{e}", $"{net.Name}{e}"])
            .SelectMany(f => (string[])[Path.Combine("weights", f), f])) is { } own) return (own, null);
        foreach (var address in Addresses)
            if (_folders.Find(Path.Combine("weights", address.File), address.File) is { } file) return (file, address.Preprocessing);
        return null;
    }

    /// <summary>The file, fetched where it is not at hand.</summary>
    /// <exception cref="IOException">No address gave it.</exception>
    public (string Path, Preprocessing? Preprocessing) Get(CancellationToken cancellationToken = default)
    {
        if (Find() is { } found) return found;
        var reasons = new List<string>();
        foreach (var address in Addresses)
            try
            {
                return (Fetch(address, cancellationToken), address.Preprocessing);
            }
            catch (IOException e)
            {
                reasons.Add(e.Message);
            }
        throw new IOException($"The weights of {net.Name} are needed but neither in {_folders.Told} nor could they be fetched (" +
            $"{string.Join(" ", reasons)}). Give a file of them, as weights.");
    }

    string Fetch(WeightsAddress address, CancellationToken cancellationToken)
    {
        if (address.IsHdf5 && Hdf5Weights.Reader is null) throw new IOException(Hdf5Weights.Needed(net, address.File));
        var path = Path.Combine(_folders.Make(""), address.File);
        var kept = new KeptChecksum(path);
        var download = new Download([new Uri(address.Url)], path, kept.Read() ?? address.Checksum, MostBytes)
        {
            Progress = Progress,
            Follows = Hosts,
        };
        // Off the caller's context, which may be a single thread that waits here.
        Task.Run(() => download.RunAsync(cancellationToken), cancellationToken).GetAwaiter().GetResult();
        kept.Write(download.Sum!);
        return path;
    }
}
