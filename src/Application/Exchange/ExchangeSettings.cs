namespace KonTum.Tthc.Application.Exchange;

/// <summary>Which ways out this installation has. What is off gets no deliveries; the national portal is caught up with by reconciliation.</summary>
public sealed record ExchangeSettings
{
    /// <summary>Whether the national portal is told.</summary>
    public bool Portal { get; init; }

    /// <summary>Whether mail is sent.</summary>
    public bool Mail { get; init; }

    /// <summary>Whether SMS are sent.</summary>
    public bool Sms { get; init; }

    /// <summary>Whether SMS keep their diacritics; each part then holds 70 letters instead of 160.</summary>
    public bool SmsDiacritics { get; init; }
}

/// <summary>Makes the addresses under which the national portal finds the files of a dossier.</summary>
public interface IPortalFileLinks
{
    /// <summary>Address of an attachment or result paper; it stays the same, also when the file gets a signed version.</summary>
    string AddressOf(string dossierCode, string componentId, Guid fileId);

    /// <summary>Whether an address was made here.</summary>
    bool IsOurs(string dossierCode, string componentId, Guid fileId, string proof);
}
