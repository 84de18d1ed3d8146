namespace Hornbill.Data;

/// <summary>Walks through the bytes of a PGM image.</summary>
ref struct PgmScanner(ReadOnlySpan<byte> file, string path)
{
    readonly ReadOnlySpan<byte> _file = file;
    int _at;

    /// <summary>Whether the pixels are text (P2) rather than bytes (P5).</summary>
    public bool Magic()
    {
        if (_file.Length < 2 || _file[0] != 'P' || _file[1] is not ((byte)'2' or (byte)'5'))
            throw Wrong("the file does not begin with P2 or P5", "a PGM image does");
        _at = 2;
        return _file[1] == '2';
    }

    /// <summary>The next number, after white space and comments.</summary>
    public int Number(string what, int least, int most, int longest)
    {
        var start = _at;
        SkipSpace(start + longest);
        if (_at == start) throw Wrong($"{what} follows without white space", "white space parts the numbers");
        start = _at;
        var value = 0L;
        for (; _at < _file.Length && char.IsAsciiDigit((char)_file[_at]) && value <= most; _at++) value = (value * 10) + _file[_at] - '0';
        if (_at > start && value >= least && value <= most) return (int)value;
        _at = start;
        throw Wrong($"{what} is missing or out of range", $"a whole number from {least} to {most} belongs there");
    }

    /// <summary>The one white space between header and pixels.</summary>
    public void EndOfHeader()
    {
        if (_at >= _file.Length || !IsSpace(_file[_at])) throw Wrong("the header has no end", "one white space parts it from the pixels");
    }

    public void Bytes(Span<float> pixels, int most)
    {
        var wide = most > byte.MaxValue;
        var needed = (long)pixels.Length * (wide ? 2 : 1);
        _at++;
        if (_file.Length - _at < needed) throw Wrong($"{_file.Length - _at} bytes of pixels are left", $"the image has {needed}");
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = wide ? (_file[_at] << 8) | _file[_at + 1] : _file[_at];
            if (value > most) throw Wrong($"pixel {i} is {value}", $"the header says that {most} is the greatest value");
            pixels[i] = value / (float)most;
            _at += wide ? 2 : 1;
        }
    }

    public void Text(Span<float> pixels, int most)
    {
        for (var i = 0; i < pixels.Length; i++) pixels[i] = Number($"pixel {i}", 0, most, _file.Length) / (float)most;
    }

    /// <summary>Nothing but white space may follow.</summary>
    public void End()
    {
        while (_at < _file.Length && IsSpace(_file[_at])) _at++;
        if (_at < _file.Length) throw Wrong("more follows the last pixel", "one file holds one image");
    }

    public readonly InvalidDataException Wrong(string came, string expected) =>
        new($"'{path}' is damaged at byte {_at}: {came}, but {expected}. Save the image again as PGM with 8 bits a pixel.");

    void SkipSpace(long limit)
    {
        while (_at < _file.Length && _at < limit)
            if (IsSpace(_file[_at])) _at++;
            else if (_file[_at] == '#') SkipLine();
            else return;
    }

    void SkipLine()
    {
        while (_at < _file.Length && _file[_at] is not ((byte)'\n' or (byte)'\r')) _at++;
    }

    static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
