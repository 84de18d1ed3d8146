using Hornbill.Images;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Studio.Tests;

public class NetPicturesTests
{
    static (int R, int G, int B) At(Image image, int x, int y)
    {
        var p = ((y * image.Width) + x) * 3;
        return (image.Pixels[p], image.Pixels[p + 1], image.Pixels[p + 2]);
    }

    static Image Black(int side) => new(side, side, 1, new byte[side * side]);

    [Fact]
    public void Filters_of_colours_are_coloured_and_nothing_is_grey()
    {
        var filters = new Tensor([2, 2, 2, 3]);
        (filters[0, 0, 1, 0], filters[0, 1, 0, 2]) = (2, -2); // red at the top right, no blue below left
        var sheet = NetPictures.Filters(filters);
        Assert.Equal((116, 56), (sheet.Width, sheet.Height)); // two tiles of 2 × 28 and a gap
        Assert.Equal((128, 128, 128), At(sheet, 0, 0));
        Assert.Equal((255, 128, 128), At(sheet, 40, 3));
        Assert.Equal((128, 128, 0), At(sheet, 3, 40));
        Assert.Equal((128, 128, 128), At(sheet, 70, 40)); // a filter of zeros
        var one = new Tensor([1, 1, 2, 1], [1, -1]);
        Assert.Equal(((255, 255, 255), (0, 0, 0)), (At(NetPictures.Filters(one), 0, 0), At(NetPictures.Filters(one), 50, 0)));
    }

    [Fact]
    public void Filters_of_many_channels_have_a_plane_for_each_on_the_filters_scale()
    {
        var filters = new Tensor([20, 1, 1, 40]);
        (filters[1, 0, 0, 0], filters[1, 0, 0, 2]) = (4, -2);
        var sheet = NetPictures.Filters(filters);
        Assert.Equal((16 * 30) - 2, sheet.Width); // the first 16 of each
        Assert.Equal((16 * 30) - 2, sheet.Height);
        Assert.Equal(((255, 255, 255), (128, 128, 128), (64, 64, 64)), (At(sheet, 5, 35), At(sheet, 35, 35), At(sheet, 65, 35)));
        ThreeParts.Throws<ArgumentException>(() => NetPictures.Filters(new Tensor([3, 3])), "(3, 3)", "(filters, height, width, channels)");
    }

    [Fact]
    public void Feature_maps_go_from_their_least_to_their_greatest_and_rows_are_strips()
    {
        var maps = new Tensor([1, 2, 2], [1, -5, 3, -5]); // the second is the same everywhere
        var sheet = NetPictures.Maps(maps);
        Assert.Equal((72 * 2) + 2, sheet.Width);
        Assert.Equal(((0, 0, 0), (255, 255, 255), (0, 0, 0)), (At(sheet, 5, 5), At(sheet, 60, 5), At(sheet, 100, 5)));
        var strip = NetPictures.Maps(new Tensor([100], [.. Enumerable.Range(0, 100).Select(i => (float)i)]));
        Assert.Equal((512, 16), (strip.Width, strip.Height)); // two lines of 64
        Assert.Equal(NetPictures.Maps(new Tensor([3], [0, 1, 2])).Pixels, NetPictures.Maps(new Tensor([1, 1, 3], [0, 1, 2])).Pixels);
        Assert.Equal((8 * 74) - 2, NetPictures.Maps(new Tensor([3, 3, 200])).Width); // the first 64
    }

    [Fact]
    public void Heat_rises_in_brightness_and_signs_have_colours_of_their_own()
    {
        var last = -1.0;
        for (var i = 0; i <= 100; i++)
        {
            var (r, g, b) = MapColours.Heat(i / 100.0);
            var brightness = (0.299 * r) + (0.587 * g) + (0.114 * b);
            Assert.True(brightness > last, $"{i}");
            last = brightness;
        }
        var map = NetPictures.Signed(new Tensor([1, 3], [-2, 0, 1]));
        var (below, nothing, above) = (At(map, 10, 10), At(map, 110, 10), At(map, 200, 10));
        Assert.True(below.B > below.R && above.R > above.B && nothing is { R: > 240, G: > 240, B: > 240 });
        Assert.Equal(MapColours.Heat(0), MapColours.Heat(double.NaN));
    }

    [Fact]
    public void A_map_lies_over_a_photograph_at_its_size()
    {
        var photo = new Image(300, 200, 3, [.. Enumerable.Repeat((byte)200, 300 * 200 * 3)]);
        var over = NetPictures.Overlay(photo, new Tensor([1, 2, 2], [0, 1, 0, 0]));
        Assert.Equal((300, 200), (over.Width, over.Height));
        Assert.True(At(over, 295, 5).R > At(over, 5, 195).R + 100);
        var small = NetPictures.Overlay(Black(28), new Tensor([7, 7]));
        Assert.Equal((224, 224), (small.Width, small.Height));
        Assert.Equal((224 + 4 + 224, 224), (NetPictures.Pair(Black(28), small).Width, NetPictures.Pair(Black(28), small).Height));
        ThreeParts.Throws<ArgumentException>(() => NetPictures.Overlay(photo, new Tensor([2, 2, 2])), "(2, 2, 2)", "(height, width)");
    }

    [Fact]
    public void A_photograph_has_its_range()
    {
        var photo = NetPictures.Photo(new Tensor([1, 3, 1], [-1, 0, 5]), -1, 1);
        Assert.Equal([0, 128, 255], photo.Pixels);
        Assert.Equal(3, NetPictures.Photo(new Tensor([2, 2, 3])).Channels);
        ThreeParts.Throws<ArgumentException>(() => NetPictures.Sheet([]), "0 images");
    }

    [Fact]
    public void A_page_has_its_sections_and_needs_nothing_else()
    {
        var html = PicturePage.ToHtml("net <a>", [("model", "lab-d")],
        [
            new("Filters & more", "What <it> looks for.")
            {
                Images = [(Black(2), "conv2d <0>")],
                Charts = [new Chart("x", "y", new Series("points", [1, 2])) { Title = "Plane" }],
                Table = [["label", "rather", "images"], ["a", "b", "3"]],
            },
        ]);
        foreach (var word in (string[])["net &lt;a&gt;", "Filters &amp; more", "What &lt;it&gt; looks for.", "conv2d &lt;0&gt;",
            "data:image/png;base64,",
            "Plane", "<th>rather</th>", "<td class=\"n\">3</td>", "<td>lab-d</td>"]) Assert.Contains(word, html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }
}
