namespace KonTum.Tthc.Pades.Placement;

/// <summary>A limit of the search was reached; what was collected before stays usable.</summary>
internal sealed class SearchLimitException(bool endsSearch) : Exception("A limit of the search was reached.")
{
    /// <summary>The whole search ends, not only its page.</summary>
    public bool EndsSearch { get; } = endsSearch;
}

/// <summary>
/// Counts the work of a search. Content is a program that the file's author wrote, so its steps are bounded for each page, the decoded bytes
/// also for the whole file in proportion to its length, and the time is looked at all the way.
/// </summary>
internal sealed class WorkBudget(KeywordSearchOptions options, long fileLength, CancellationToken cancellationToken)
{
    private readonly TimeSpan _timeLimit = options.TimeLimit ?? TimeSpan.FromSeconds(4 + (fileLength / 4_000_000.0));

    /// <summary>The fullest maps and tables of real files stay below a tenth of these.</summary>
    private const int MostGlyphs = 150_000;

    private const int MostCharacters = 300_000;
    private const int MostOperators = 3_000_000;
    private const int MostForms = 20_000;

    /// <summary>Decoded content, fonts and maps of one page.</summary>
    private const int MostPageBytes = 24 * 1024 * 1024;

    private readonly long _mostBytes = (256L * 1024 * 1024) + (20 * fileLength);
    private readonly long _started = options.Clock.GetTimestamp();
    private long _bytes;
    private int _pageBytes;
    private int _operators;
    private int _forms;
    private int _glyphs;
    private int _characters;
    private int _steps;

    /// <summary>Bytes that may still be decoded for this page.</summary>
    public int BytesLeft => (int)Math.Min(MostPageBytes - _pageBytes, _mostBytes - _bytes);

    public void BeginPage()
    {
        (_pageBytes, _operators, _forms, _glyphs, _characters) = (0, 0, 0, 0, 0);
        CheckTime();
    }

    public void Operator()
    {
        if (++_operators > MostOperators)
            throw new SearchLimitException(endsSearch: false);
        Step();
    }

    public void Form()
    {
        if (++_forms > MostForms)
            throw new SearchLimitException(endsSearch: false);
    }

    public void Glyph()
    {
        if (++_glyphs > MostGlyphs)
            throw new SearchLimitException(endsSearch: false);
        Step();
    }

    /// <summary>Of the glyphs: one may stand for many.</summary>
    public void Characters(int count)
    {
        _characters += count;
        if (_characters > MostCharacters)
            throw new SearchLimitException(endsSearch: false);
    }

    public void Decoded(int count)
    {
        _bytes += count;
        _pageBytes += count;
        if (_bytes > _mostBytes)
            throw new SearchLimitException(endsSearch: true);
        if (_pageBytes > MostPageBytes)
            throw new SearchLimitException(endsSearch: false);
        CheckTime();
    }

    /// <summary>One of the small things a search does very often.</summary>
    public void Step()
    {
        if ((++_steps & 0x1FF) == 0)
            CheckTime();
    }

    /// <summary>For what may take long by itself.</summary>
    public void CheckTime()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options.Clock.GetElapsedTime(_started) > _timeLimit)
            throw new SearchLimitException(endsSearch: true);
    }
}
