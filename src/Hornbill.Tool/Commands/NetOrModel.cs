using Hornbill.Models;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Commands;

/// <summary>A compiled model from a word that is a model file's path or a built-in net's name.</summary>
static class NetOrModel
{
    const int BatchSize = 128;

    public static (Model Model, int BatchSize) Open(string word)
    {
        if (File.Exists(word))
        {
            var file = ModelFile.Read(word);
            return (file.Model, Nets.All.FirstOrDefault(n => n.Name == file.Net)?.BatchSize ?? BatchSize);
        }
        var net = Nets.Find(word);
        return (net.Build(), net.BatchSize);
    }
}
