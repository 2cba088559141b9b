using KonTum.Tthc.Sandbox;

await SandboxHost.Build(args).RunAsync();
