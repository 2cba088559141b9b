namespace KonTum.Tthc.Application.Access;

/// <summary>What a caller may be. One account can have several roles.</summary>
public enum Role
{
    /// <summary>A citizen; sees their own dossiers.</summary>
    Citizen,

    /// <summary>A reception officer; sees the submitted dossiers of the own agency.</summary>
    Officer,

    /// <summary>An auditor; sees the recorded events.</summary>
    Auditor,

    /// <summary>An internal government system; sees the dossiers that it opened.</summary>
    System,

    /// <summary>An administrator of the platform: publishes procedures, looks after deliveries. Sees no dossiers.</summary>
    Administrator,
}

/// <summary>Who calls, as the verified token says.</summary>
/// <param name="Subject">Pseudonymous identifier of the account.</param>
/// <param name="Email">Email address of the account; empty if unknown.</param>
/// <param name="Roles">Roles.</param>
/// <param name="AgencyCode">Agency of an officer; null for others.</param>
public sealed record Caller(string Subject, string Email, IReadOnlySet<Role> Roles, string? AgencyCode)
{
    /// <summary>Whether the caller has the role.</summary>
    public bool Is(Role role) => Roles.Contains(role);
}

/// <summary>Gives the caller of the use case that runs.</summary>
public interface ICallerContext
{
    /// <summary>The caller; null without a valid token.</summary>
    Caller? Current { get; }
}

/// <summary>The roles that may run a use case. Whose data it may touch is the handler's own rule.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AllowedForAttribute(params Role[] roles) : Attribute
{
    /// <summary>Any of these.</summary>
    public IReadOnlyList<Role> Roles { get; } = roles;
}

/// <summary>Marks a use case that needs no token.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AllowedForEveryoneAttribute : Attribute;

/// <summary>Marks a use case that only the platform itself runs; no endpoint leads to it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PlatformOnlyAttribute : Attribute;

/// <summary>Shorthands for handlers.</summary>
public static class CallerContextExtensions
{
    /// <summary>The caller of a use case that is not for everyone: the authorization behaviour has made sure of it.</summary>
    public static Caller Required(this ICallerContext context) =>
        context.Current ?? throw Domain.Failures.Failures.Unauthenticated.Because();
}
