using System.Text;
using Hornbill.Images;
using Hornbill.Studio;

namespace Hornbill.Tool.Runs;

/// <summary>A picture as a file of the kind that its ending says.</summary>
static class PictureFile
{
    /// <exception cref="ArgumentException">The ending is of no kind that is written.</exception>
    public static void Write(string path, Picture picture)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".svg": AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(picture.ToSvg()))); break;
            case ".png": PngWriter.Write(path, picture.ToImage()); break;
            case ".txt": AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(picture.ToText()))); break;
            case var ending:
                throw new ArgumentException(
                $"'{path}' ends with '{ending}', but pictures are written as .svg, .png or .txt. Use one of these endings.");
        }
    }
}
