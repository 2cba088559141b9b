using System.Reflection;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>Lets a use case run only for the roles that it names; a use case that names none runs for nobody.</summary>
internal sealed class AuthorizationBehaviour<TRequest, TAnswer>(ICallerContext callers) : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : notnull
{
    public Task<TAnswer> Handle(TRequest request, RequestHandlerDelegate<TAnswer> next, CancellationToken cancellationToken)
    {
        AccessRule.Of(typeof(TRequest)).Check(callers.Current);
        return next();
    }
}

/// <summary>The same for use cases that answer a stream.</summary>
internal sealed class StreamAuthorizationBehaviour<TRequest, TItem>(ICallerContext callers) : IStreamPipelineBehavior<TRequest, TItem>
    where TRequest : notnull
{
    public IAsyncEnumerable<TItem> Handle(TRequest request, StreamHandlerDelegate<TItem> next, CancellationToken cancellationToken)
    {
        AccessRule.Of(typeof(TRequest)).Check(callers.Current);
        return next();
    }
}

internal sealed record AccessRule(bool Everyone, bool PlatformOnly, IReadOnlyList<Role> Roles)
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, AccessRule> Known = new();

    public static AccessRule Of(Type request) => Known.GetOrAdd(request, static type => new AccessRule(
        type.IsDefined(typeof(AllowedForEveryoneAttribute)),
        type.IsDefined(typeof(PlatformOnlyAttribute)),
        type.GetCustomAttribute<AllowedForAttribute>()?.Roles ?? []));

    public void Check(Caller? caller)
    {
        if (Everyone) return;
        if (PlatformOnly)
        {
            // The platform's own acts run without a caller; a caller can only be here by a mistake in the wiring.
            if (caller is not null) throw Failures.Forbidden.Because();
            return;
        }

        if (caller is null) throw Failures.Unauthenticated.Because();
        if (!Roles.Any(caller.Is)) throw Failures.Forbidden.Because();
    }
}
