using KonTum.Tthc.Api.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddTthcParts();
builder.AddTthcEdge();

var app = builder.Build();
app.UseTthcEdge();
await app.RunAsync();
