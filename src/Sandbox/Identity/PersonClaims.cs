using System.Security.Claims;
using System.Text.Json;
using KonTum.Tthc.Sandbox.Demonstration;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>What a token says about a person. Roles are always an array, also a single one.</summary>
internal static class PersonClaims
{
    public const string Agency = "agency";
    public const string IdentityNumber = "identity_number";

    public static ClaimsPrincipal Principal(Person person, IEnumerable<string> requestedScopes)
    {
        var identity = new ClaimsIdentity("sandbox", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, person.Sub.ToString());
        identity.SetClaim(Claims.Name, person.Name);
        identity.AddClaim(new Claim(Claims.Role, JsonSerializer.Serialize(person.Roles), JsonClaimValueTypes.JsonArray));
        if (person.Email is { } email)
        {
            identity.SetClaim(Claims.Email, email);
            identity.SetClaim(Claims.EmailVerified, true);
        }

        if (person.PhoneNumber is { } phone)
            identity.SetClaim(Claims.PhoneNumber, phone);
        if (person.IdentityNumber is { } number)
            identity.SetClaim(IdentityNumber, number);
        if (person.Agency is { } agency)
            identity.SetClaim(Agency, agency);

        var scopes = requestedScopes.ToHashSet();
        // RFC 6749, 3.3: without a scope the default one is meant.
        if (scopes.Count == 0)
            scopes.Add(Clients.Scope);
        identity.SetScopes(scopes);
        if (scopes.Contains(Clients.Scope))
            identity.SetResources(Clients.Audience);
        identity.SetDestinations(static claim => claim.Type is Claims.Subject or Claims.Name or Claims.Role or Claims.Email or Claims.EmailVerified
            or Claims.PhoneNumber or IdentityNumber or Agency
                ? [Destinations.AccessToken, Destinations.IdentityToken]
                : []);
        return new ClaimsPrincipal(identity);
    }

    public static Dictionary<string, object?> UserInfo(Person person)
    {
        var info = new Dictionary<string, object?>
        {
            [Claims.Subject] = person.Sub.ToString(),
            [Claims.Name] = person.Name,
            [Claims.Role] = person.Roles,
        };
        if (person.Username is { } username)
            info[Claims.PreferredUsername] = username;
        if (person.Email is { } email)
        {
            info[Claims.Email] = email;
            info[Claims.EmailVerified] = true;
        }

        if (person.PhoneNumber is { } phone)
            info[Claims.PhoneNumber] = phone;
        if (person.IdentityNumber is { } number)
            info[IdentityNumber] = number;
        if (person.Agency is { } agency)
            info[Agency] = agency;
        return info;
    }
}
