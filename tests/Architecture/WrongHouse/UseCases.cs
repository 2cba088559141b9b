// Each type breaks one convention of use cases and events; the types called Right… break none.
#pragma warning disable CA1852, CA1002, CA1034, CA1051, CA1711, CA2227, IDE0044
using FluentValidation;
using KonTum.Tthc.Domain;
using MediatR;

namespace KonTum.Tthc.WrongHouse.RightAct
{
    public sealed record RightAct(string Word, IReadOnlyList<string> Words) : IRequest<int>
    {
        public string? Note { get; init; }
    }

    internal sealed class RightActHandler : IRequestHandler<RightAct, int>
    {
        public Task<int> Handle(RightAct request, CancellationToken cancellationToken) => Task.FromResult(request.Word.Length);
    }

    internal sealed class RightActValidator : AbstractValidator<RightAct>;
}

namespace KonTum.Tthc.WrongHouse.Acts
{
    public sealed record ActWithASetter(string Word) : IRequest<int>
    {
        public int Count { get; set; }
    }

    public sealed record ActWithAField(string Word) : IRequest<int>
    {
        public int Count;
    }

    public sealed record ActWithAList(List<string> Words) : IRequest<int>;

    public sealed class ActThatIsNoRecord : IRequest<int>;

    public record ActThatCanBeInherited : IRequest<int>;

    public sealed record StreamActWithASetter : IStreamRequest<int>
    {
        public int Count { get; set; }
    }

    public sealed class ActWithASetterHandler : IRequestHandler<ActWithASetter, int>
    {
        public Task<int> Handle(ActWithASetter request, CancellationToken cancellationToken) => Task.FromResult(request.Count);
    }

    internal class ActWithAFieldHandler : IRequestHandler<ActWithAField, int>
    {
        public Task<int> Handle(ActWithAField request, CancellationToken cancellationToken) => Task.FromResult(request.Count);
    }

    internal sealed class DoesSomething : IRequestHandler<ActWithAList, int>
    {
        public Task<int> Handle(ActWithAList request, CancellationToken cancellationToken) => Task.FromResult(request.Words.Count);
    }

    public sealed class ActWithAListValidator : AbstractValidator<ActWithAList>;

    internal sealed class ChecksSomething : AbstractValidator<ActWithAField>;
}

namespace KonTum.Tthc.WrongHouse.Acts.Elsewhere
{
    internal sealed class ActThatIsNoRecordHandler : IRequestHandler<ActThatIsNoRecord, int>
    {
        public Task<int> Handle(ActThatIsNoRecord request, CancellationToken cancellationToken) => Task.FromResult(0);
    }

    internal sealed class ActThatIsNoRecordValidator : AbstractValidator<ActThatIsNoRecord>;
}

namespace KonTum.Tthc.WrongHouse.Events
{
    [EventName("right_happened")]
    public sealed record RightHappened(string Word, DateTimeOffset At) : IDomainEvent;

    [EventName("setter_happened")]
    public sealed record SetterHappened(DateTimeOffset At) : IDomainEvent
    {
        public string? Word { get; set; }
    }

    [EventName("list_happened")]
    public sealed record ListHappened(List<string> Words, DateTimeOffset At) : IDomainEvent;

    public sealed record NamelessHappened(DateTimeOffset At) : IDomainEvent;

    [EventName("Written Badly")]
    public sealed record BadNameHappened(DateTimeOffset At) : IDomainEvent;

    [EventName("twice_happened")]
    public sealed record TwiceHappened(DateTimeOffset At) : IDomainEvent;

    [EventName("twice_happened")]
    public sealed record TwiceHappenedAgain(DateTimeOffset At) : IDomainEvent;
}
