using Hornbill.Data;

namespace Hornbill.Applications;

/// <summary>Where a net's weights can be had.</summary>
/// <param name="Url">The address.</param>
/// <param name="Checksum">The beginning of the SHA-256, as PyTorch's hub has it in names of files, or a whole SHA-256 or MD5; empty
/// where the publisher tells none: then that of the first download is kept, and held against later ones.</param>
/// <param name="Preprocessing">What the weights were trained with.</param>
sealed record WeightsAddress(string Url, string Checksum, Preprocessing Preprocessing)
{
    /// <summary>Its name in the cache.</summary>
    public string File { get; init; } = Path.GetFileName(Url);

    /// <summary>Whether the package Hornbill.Keras is needed to read it.</summary>
    public bool IsHdf5 => File.EndsWith(".h5", StringComparison.OrdinalIgnoreCase);

    /// <summary>A net of timm's, as safetensors.</summary>
    /// <param name="model">Its name there, such as resnet18.tv_in1k.</param>
    public static WeightsAddress Timm(string model) =>
        new($"https://huggingface.co/timm/{model}/resolve/main/model.safetensors", "", Preprocessing.Torch)
        {
            File = $"timm-{model}.safetensors",
        };
}
