using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public class DatasetsTests
{
    [Fact]
    public void Loads_by_name() => Assert.Equal("glyphs", Datasets.Load("glyphs").Test.Name);

    [Fact]
    public void An_unknown_name_gets_a_hint()
    {
        var error = Assert.Throws<ArgumentException>(() => Datasets.Load("fashon-mnist"));
        Assert.Equal("There is no data set 'fashon-mnist'. Known: fashion-mnist, glyphs, mnist. Did you mean 'fashion-mnist'?", error.Message);
    }
}
