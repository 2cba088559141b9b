namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>Tests that let the CSC services of the shared sandbox go wrong do not run at once with others that use them.</summary>
[CollectionDefinition(Name)]
public sealed class CscServices
{
    public const string Name = "CSC services";
}
