using Hornbill.Models;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Commands;

/// <summary>A compiled model from a word that is a model file's path or a built-in net's name.</summary>
static class NetOrModel
{
    const int BatchSize = 128;

    public static (Model Model, int BatchSize) Open(string word, IReadOnlyDictionary<string, string> set)
    {
        if (File.Exists(word))
        {
            if (set.Count > 0)
                throw new ArgumentException(
                    $"'{word}' is a model file but --set {set.Keys.First()} is for built-in nets. Leave it out, or name a net.");
            var file = ModelFile.Read(word);
            return (file.Model, Nets.All.FirstOrDefault(n => n.Name == file.Net)?.BatchSize ?? BatchSize);
        }
        var net = Nets.Find(word);
        return (net.Build(set: set), net.BatchSize);
    }
}
