using System.Collections.Frozen;
using System.Security.Claims;
using KonTum.Tthc.Application.Access;

namespace KonTum.Tthc.Api.Identity;

/// <summary>The caller as the verified token says: claims sub, email, role (one or many), agency.</summary>
internal sealed class TokenCallerContext(IHttpContextAccessor accessor) : ICallerContext
{
    private static readonly FrozenDictionary<string, Role> Roles = new Dictionary<string, Role>(StringComparer.Ordinal)
    {
        ["citizen"] = Role.Citizen,
        ["officer"] = Role.Officer,
        ["auditor"] = Role.Auditor,
        ["system"] = Role.System,
        ["administrator"] = Role.Administrator,
    }.ToFrozenDictionary();

    private Caller? known;

    public Caller? Current => known ??= Read(accessor.HttpContext?.User);

    private static Caller? Read(ClaimsPrincipal? user)
    {
        if (user?.Identity is not { IsAuthenticated: true } || user.FindFirstValue("sub") is not { Length: > 0 } subject) return null;

        // A role that is not known here gives nothing; another platform may use the same provider.
        var roles = user.FindAll("role").Where(c => Roles.ContainsKey(c.Value)).Select(c => Roles[c.Value]).ToHashSet();
        return new Caller(subject, user.FindFirstValue("email") ?? "", roles, user.FindFirstValue("agency"));
    }
}
