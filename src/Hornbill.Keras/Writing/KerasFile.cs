using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Hornbill.Keras.Hdf5;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Keras.Writing;

/// <summary>Writes a model as Keras 3 does: groups for all layers, with weights or without, and a zip file around.</summary>
static class KerasFile
{
    // The version whose form this is: what comes after reads it.
    const string Version = "3.0.0";

    // The same content gives the same bytes: zip's first day.
    static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The HDF5 file of a model's weights.</summary>
    public static Hdf5Writer Weights(Model model)
    {
        var (values, to) = (model.NamedVariables.Zip(model.GetWeights()).ToDictionary(p => p.First.Variable, p => p.Second.Value),
            new Hdf5Writer());
        foreach (var place in KerasPaths.Of(model))
        {
            to.Group(place.Group);
            foreach (var (i, weight) in place.Weights.Index()) to.Dataset(place.Group, $"{i}", values[weight]);
        }
        return to;
    }

    /// <summary>What writes a <c>.keras</c> file.</summary>
    /// <exception cref="ArgumentException">Keras lacks a layer of the model; nothing is written then.</exception>
    public static Action<Stream> Archive(Model model)
    {
        var (config, weights) = (KerasConfig.Of(model).ToJsonString(), Weights(model));
        var notes = new JsonObject { ["keras_version"] = Version };
        if (model.Metadata.Count > 0) notes[KerasArchive.Own] = new JsonObject(model.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, (JsonNode?)JsonValue.Create(m.Value))));
        return file =>
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
            Add(zip, KerasArchive.MetadataName, to => to.Write(Encoding.UTF8.GetBytes(notes.ToJsonString())));
            Add(zip, KerasArchive.ConfigName, to => to.Write(Encoding.UTF8.GetBytes(config)));
            Add(zip, KerasArchive.WeightsName, weights.Write);
        };
    }

    // Keras reads the weights in place: they lie there as they are.
    static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Time;
        using var to = entry.Open();
        write(to);
    }
}
