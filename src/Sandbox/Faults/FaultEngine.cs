using System.Net.Sockets;
using KonTum.Tthc.Sandbox.Authorities;
using Microsoft.AspNetCore.Connections.Features;

namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>How an interface says that something is wrong: every provider has its own words and numbers.</summary>
internal interface IFaultWords
{
    /// <param name="fault">
    /// <see cref="FaultKind.Error500"/>, one of the stage <see cref="FaultStage.Refusal"/>, or <see cref="FaultKind.Code"/>, whose code and
    /// message are to be said as they are.
    /// </param>
    /// <param name="subject">The call that asks.</param>
    IResult Say(FaultOrder fault, FaultSubject subject);
}

/// <summary>
/// The one place where calls go wrong on demand. A face runs each call through it as soon as it knows whose call it is; what the
/// phone's tap leads to is asked of <see cref="SignatureFaults"/>.
/// </summary>
internal sealed class FaultEngine(FaultRegister register, TimeProvider time)
{
    private const double UsualDelaySeconds = 2;
    private const double LongestSilenceSeconds = 120;
    private const double UsualDropsSeconds = 30;
    private const string Html = "<!doctype html><html><head><title>eSign</title></head><body><div id=\"root\"></div></body></html>";

    /// <summary>Does the call, with whatever is ordered to go wrong with it.</summary>
    /// <param name="context">Of the call.</param>
    /// <param name="subject">Whose call it is, and which.</param>
    /// <param name="words">How this interface says no.</param>
    /// <param name="act">What the provider does when all is well. Not called when it refuses, nor when the fault comes before it acts.</param>
    public async Task<IResult> RunAsync(HttpContext context, FaultSubject subject, IFaultWords words, Func<Task<IResult>> act)
    {
        if (register.Take(subject, FaultStage.Refusal, kind => !IsListed(kind, subject)) is { } refusal)
            act = () => Task.FromResult(words.Say(refusal, subject));
        return register.Take(subject, FaultStage.Wire) is { } fault
            ? await PlayAsync(context, subject, words, fault, act)
            : await act();
    }

    /// <summary>How the certificates in it look, when not as they are.</summary>
    public CertificateState? CertificateStateIn(FaultSubject listing) =>
        register.Take(listing, FaultStage.Refusal, kind => IsListed(kind, listing))?.Fault switch
        {
            FaultKind.RevokedCertificate => CertificateState.Revoked,
            FaultKind.ExpiredCertificate => CertificateState.Expired,
            _ => null,
        };

    /// <summary>A listing does not refuse such a certificate, it shows it.</summary>
    private static bool IsListed(FaultKind kind, FaultSubject subject) =>
        subject.Call == FaultCalls.GetCertificate && kind is (FaultKind.RevokedCertificate or FaultKind.ExpiredCertificate);

    private async Task<IResult> PlayAsync(
        HttpContext context, FaultSubject subject, IFaultWords words, FaultOrder fault, Func<Task<IResult>> act)
    {
        switch (fault.Fault)
        {
            case FaultKind.Delay when fault.ActsFirst:
                var answer = await act();
                await Task.Delay(fault.SecondsOr(UsualDelaySeconds), time, context.RequestAborted);
                return answer;
            case FaultKind.Delay:
                await Task.Delay(fault.SecondsOr(UsualDelaySeconds), time, context.RequestAborted);
                return await act();
            case FaultKind.BadJson:
                return new FaultyAnswer.CutOff(await act());
            case FaultKind.SlowBody:
                return new FaultyAnswer.InDrops(await act(), fault.SecondsOr(UsualDropsSeconds), time);
        }

        // From here on the answer is lost: `acts_first` says whether the provider has done its work all the same.
        if (fault.ActsFirst)
            await act();
        switch (fault.Fault)
        {
            case FaultKind.Silence:
                await WaitForTheCallerToLeaveAsync(fault.SecondsOr(LongestSilenceSeconds), context.RequestAborted);
                context.Abort();
                return Results.Empty;
            case FaultKind.ConnectionReset:
                Reset(context);
                return Results.Empty;
            case FaultKind.Html200:
                return Results.Text(Html, "text/html; charset=utf-8", System.Text.Encoding.UTF8);
            case FaultKind.TooLarge:
                return new FaultyAnswer.Endless();
            default:
                return words.Say(fault, subject);
        }
    }

    private async Task WaitForTheCallerToLeaveAsync(TimeSpan atMost, CancellationToken callerLeft)
    {
        try
        {
            await Task.Delay(atMost, time, callerLeft);
        }
        catch (OperationCanceledException)
        {
            // That is what was waited for.
        }
    }

    /// <summary>Closing a socket that does not linger sends RST instead of FIN.</summary>
    private static void Reset(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            socket.LingerState = new LingerOption(true, 0);
        context.Abort();
    }
}
