namespace MediatR;

/// <summary>Marks a message that is sent to exactly one handler.</summary>
public interface IBaseRequest;

/// <summary>A request whose handler answers nothing.</summary>
public interface IRequest : IBaseRequest;

/// <summary>A request whose handler answers a <typeparamref name="TResponse"/>.</summary>
public interface IRequest<out TResponse> : IBaseRequest;

/// <summary>A request whose handler answers a stream of <typeparamref name="TResponse"/>.</summary>
public interface IStreamRequest<out TResponse>;

/// <summary>A message that any number of handlers may hear.</summary>
public interface INotification;
