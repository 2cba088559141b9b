global using KonTum.Tthc.Acceptance.Tests.Client;
global using KonTum.Tthc.Acceptance.Tests.Servers;
global using KonTum.Tthc.Acceptance.Tests.World;

// Started once, when the first test runs, and stopped after the last.
[assembly: AssemblyFixture(typeof(KonTum.Tthc.Acceptance.Tests.World.CalmPlatform))]
