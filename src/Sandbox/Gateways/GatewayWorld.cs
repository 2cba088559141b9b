using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>What every gateway stands on.</summary>
internal sealed record GatewayWorld(
    NationalPki Pki,
    RevocationRegister Revocations,
    SigningRequests Requests,
    ServiceProviderAccount ServiceProvider,
    GatewaySwitches Switches,
    FaultEngine Faults,
    TimeProvider Time);
